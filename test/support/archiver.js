// CDKTF loads this package with some 200 modules, in every test file anew, for zip files of assets alone, which no construct here has.
module.exports = () => {
  throw new Error("The tests load CDKTF without archiver: remove its row from moduleNameMapper in jest.config.js");
};
