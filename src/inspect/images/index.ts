export { imagesOf, type StackImage } from "./stack-images";
