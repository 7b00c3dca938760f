export { default } from "../../evals/fixtures/istanbul-talks/article.txt?raw";
