import { Refusal } from "../refusal.ts";
import type { Attribute, Block, Body, Expression } from "./ast.ts";
import { type Json, type Member, parseJson } from "./json-syntax.ts";
import { parseNumber } from "./number.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseTemplate } from "./parse-template.ts";
import { bool, nothing, number, text } from "./value.ts";

/** Parses a JSON file as HCL does: what is a block depends on the reader. Throws Refusal. */
export function parseJsonBody(content: string, file: string): Body {
  return bodyOf(parseJson(content), file);
}

function bodyOf(json: Json, file: string): Body {
  const members = membersOf(json);
  return {
    attributes: new Map(members.map((member) => [member.name, attributeOf(member, file)])),
    blocks: [],
    json: {
      blocks: (type, labels) =>
        members
          .filter(({ name }) => name === type)
          .flatMap((member) => blocksIn(member.value, { type, line: member.line, file }, labels, [])),
    },
  };
}

/** An array of objects counts as one object. */
function membersOf(json: Json): readonly Member[] {
  if (json.is === "object") return json.members;
  if (json.is === "array") return json.items.flatMap(membersOf);
  throw new Refusal("a JSON object is required here", json.line);
}

function blocksIn(
  json: Json,
  head: { readonly type: string; readonly line: number; readonly file: string },
  left: number,
  labels: readonly string[],
): Block[] {
  if (left > 0)
    return membersOf(json).flatMap(({ name, line, value }) =>
      blocksIn(value, { ...head, line }, left - 1, [...labels, name]),
    );
  if (json.is === "array") return json.items.flatMap((item) => blocksIn(item, head, 0, labels));
  if (json.is === "word" && json.value === null) return [];
  return [{ ...head, labels, body: bodyOf(json, head.file) }];
}

function attributeOf({ name, line, value }: Member, file: string): Attribute {
  const written = value.is === "string" ? { written: value.text } : {};
  return { name, line, file, value: expressionOf(value), ...written };
}

function expressionOf(json: Json): Expression {
  const { line } = json;
  switch (json.is) {
    case "string":
      return templateOf(json.text, line);
    case "number":
      return { is: "literal", line, value: number(parseNumber(json.digits) ?? tooLong(line)) };
    case "word":
      return { is: "literal", line, value: json.value === null ? nothing : bool(json.value) };
    case "array":
      return { is: "tuple", line, items: json.items.map(expressionOf) };
    default:
      return {
        is: "object",
        line,
        items: json.members.map((member) => ({
          key: templateOf(member.name, member.line),
          value: expressionOf(member.value),
        })),
      };
  }
}

function tooLong(line: number): never {
  throw new Refusal("the number is too long", line);
}

/** An error in a template counts only if the template is evaluated. */
function templateOf(content: string, line: number): Expression {
  if (!content.includes("${") && !content.includes("%{"))
    return { is: "literal", line, value: text(content) };
  try {
    return moved(parseTemplate(content, parseExpression), line);
  } catch (error) {
    if (error instanceof Refusal) return { is: "invalid", line, message: error.message };
    throw error;
  }
}

/** Lines within a JSON string do not count. */
const moved = (expression: Expression, line: number): Expression => ({ ...expression, line });
