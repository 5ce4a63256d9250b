/** `all`: what measure() gave, one a run. Milliseconds and MiB; null where nothing could be measured. */
export function summarize(name, all) {
  const sorted = (key) =>
    all
      .map((one) => one[key])
      .filter((value) => value !== null)
      .sort((a, b) => a - b);
  const spread = (values) =>
    values.length === 0 ? null : { median: values[values.length >> 1], min: values[0], max: values.at(-1) };
  return {
    name,
    runs: all.length,
    wall: spread(sorted("wall")),
    cpu: spread(sorted("cpu")),
    memory: spread(sorted("memory")),
    exit: [...new Set(all.map(({ exit }) => exit))],
  };
}

const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const shown = (spread) =>
  spread === null ? "?" : `${number(spread.median)} (${number(spread.min)}–${number(spread.max)})`;

export function asMarkdown({ title, baseline, rows }) {
  const base = rows.find(({ name }) => name === baseline);
  const ratio = (row, key) =>
    row[key] === null || !base?.[key] ? "?" : (row[key].median / base[key].median).toFixed(2);
  const lines = rows.map((row) =>
    [
      row.name + (row.exit.some((code) => code > 1) ? ` (exit ${row.exit.join()})` : ""),
      shown(row.wall),
      shown(row.cpu),
      row.memory === null ? "?" : number(row.memory.median),
      ratio(row, "wall"),
      ratio(row, "cpu"),
    ].join(" | "),
  );
  return [
    `### ${title}`,
    "",
    `| | wall ms, median (min–max) | user + system ms | peak MiB | wall ÷ ${baseline} | user + system ÷ |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line} |`),
    "",
  ].join("\n");
}
