import { render } from "preact";
import "./tokens.css";
import "./base.css";
import "./article.css";
import "./findings.css";
import "./views.css";
import { App } from "./views/app";

const page = document.getElementById("page");
if (page !== null) render(<App />, page);
