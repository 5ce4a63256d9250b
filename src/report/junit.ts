import type { Report } from "../report-model.ts";
import { safe } from "./escape.ts";
import { type Notice, notices, sentence } from "./notice.ts";
import type { View } from "./view.ts";

/** Renders a test case for each finding and budget: failed if it causes exit code 1, else passed with its text. */
export const renderJunit = (report: Report, view: View): string =>
  junitOf(notices(report), report.context, view);

export function junitOf(all: readonly Notice[], context: string, view: View): string {
  const failures = all.filter((notice) => isFailure(notice, view)).length;
  const cases = all.map((notice) => testCase(notice, view));
  const counts = `tests="${Math.max(all.length, 1)}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ctxcheck" ${counts}>`,
    `  <testsuite name="${xml(safe(`ctxcheck ${context}`))}" ${counts} skipped="0">`,
    ...(cases.length > 0 ? cases : ['    <testcase classname="ctxcheck" name="no findings"/>']),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

const isFailure = ({ severity, accepted }: Notice, { failing }: View) => !accepted && failing.has(severity);

function testCase(notice: Notice, view: View): string {
  const { rule, severity, subject, place } = notice;
  const name = `name="${xml(subject ?? rule)}" file="${xml(safe(place.file))}"`;
  const words = xml(sentence(notice));
  const body = isFailure(notice, view)
    ? `<failure type="${severity}" message="${words}"/>`
    : `<system-out>${severity}: ${words}</system-out>`;
  return `    <testcase classname="ctxcheck.${rule}" ${name}>${body}</testcase>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes a safe text, in which what XML cannot represent is already escaped. */
const xml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
