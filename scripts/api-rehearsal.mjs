// The page of `/rehearsal`, whose functions jsii does not know: what its index exports, from TypeScript's own checker.
import { join } from "node:path";
import ts from "typescript";

const line = (text) => text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
const isHidden = (declaration) =>
  (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;

/** A declaration without bodies and initial values: its signature. */
function signature(checker, symbol) {
  const [declaration] = symbol.declarations;
  const optional = declaration.questionToken ? "?" : "";
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  const [call] = type.getCallSignatures();
  if (call === undefined) return `${symbol.name}${optional}: ${checker.typeToString(type, declaration)}`;
  return `${symbol.name}${optional}${checker.signatureToString(call, declaration)}`;
}

function comment(checker, symbol) {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}

function membersOf(checker, symbol) {
  const own = [...(symbol.exports?.values() ?? []), ...(symbol.members?.values() ?? [])];
  const isInterface = (symbol.flags & ts.SymbolFlags.Interface) !== 0;
  const all = isInterface ? checker.getDeclaredTypeOfSymbol(symbol).getProperties() : own;
  const shown = all.filter(({ name, declarations: [first] = [] }) => {
    const isNamed = name !== "prototype" && name !== "__constructor" && !name.startsWith("#");
    return isNamed && first !== undefined && !ts.isTypeParameterDeclaration(first) && !isHidden(first);
  });
  return shown.map((member) => `| \`${line(signature(checker, member))}\` | ${line(comment(checker, member))} |`);
}

function section(checker, symbol) {
  const [declaration] = symbol.declarations;
  const head = `## \`${symbol.name}\`\n\n${comment(checker, symbol)}\n`;
  if (ts.isFunctionDeclaration(declaration)) return `${head}\n\`\`\`ts\n${signature(checker, symbol)}\n\`\`\`\n`;
  if (ts.isTypeAliasDeclaration(declaration)) return `${head}\n\`\`\`ts\n${declaration.getText()}\n\`\`\`\n`;
  const rows = membersOf(checker, symbol);
  return rows.length === 0 ? head : `${head}\n| member | what it is |\n| --- | --- |\n${rows.join("\n")}\n`;
}

export function rehearsalPage(root, packageName) {
  const config = ts.readConfigFile(join(root, "tsconfig.base.json"), (file) => ts.sys.readFile(file)).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const entry = join(root, "src", "rehearsal", "index.ts");
  const program = ts.createProgram([entry], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
  const symbols = checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = `# \`${packageName}/rehearsal\`\n\nWritten by \`npm run api\`. For Node programs and tests: nothing here is a construct.\n`;
  return `${[head, ...symbols.map((symbol) => section(checker, symbol))].join("\n")}`;
}
