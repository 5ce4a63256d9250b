import { Refusal } from "../refusal.ts";
import { any, fn, num, numOf, ofText, str, textOf } from "./define.ts";
import { isInteger, truncate } from "./number.ts";
import type { Fn } from "./scope.ts";
import { integer, isText, object, text, type Value } from "./value.ts";

/** Stands for what only a run of the build knows: the time, random values. Never occurs in a file. */
export const unknownMark = "\u{10FFFD}";
const unknown = (name: string): Value => text(`${unknownMark}${name}()`);
const isUnknown = (given: string): boolean => given.includes(unknownMark);

interface Moment {
  /** Seconds since 1970 in UTC. */
  readonly seconds: number;
  /** Minutes by which local time is ahead of UTC. */
  readonly offset: number;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([-+])(\d\d):(\d\d))$/;

function readMoment(written: string): Moment {
  const [, year, month, day, hour, minute, second, sign, hours = "0", minutes = "0"] =
    rfc3339.exec(written) ?? [];
  const given = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const isReal =
    new Date(given).getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (year === undefined || !isReal || Number(hours) > 23 || Number(minutes) > 59)
    throw new Refusal("it is no RFC 3339 timestamp");
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { seconds: given / 1000 - offset * 60, offset };
}

const two = (value: number): string => String(value).padStart(2, "0");
const months = "January February March April May June July August September October November December".split(
  " ",
);
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const local = ({ seconds, offset }: Moment): Date => new Date((seconds + offset * 60) * 1000);

function zone(offset: number, separator: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

function print(moment: Moment): string {
  const at = local(moment).toISOString().slice(0, 19);
  return at + (moment.offset === 0 ? "Z" : zone(moment.offset, ":"));
}

const pieces = /'(?:[^']|'')*'|'|([a-zA-Z])\1*|[^'a-zA-Z]+/g;

function formatDate(format: string, written = ""): string {
  if (isUnknown(written) || isUnknown(format)) return `${unknownMark}formatdate()`;
  const moment = readMoment(written);
  return format.replace(pieces, (piece, letter?: string) => {
    if (piece === "'") throw new Refusal("a quoted part of the format does not end");
    if (piece === "''") return "'";
    if (piece.startsWith("'")) return piece.slice(1, -1).replaceAll("''", "'");
    return letter === undefined ? piece : formatVerb(piece, moment);
  });
}

function formatVerb(verb: string, moment: Moment): string {
  const at = local(moment);
  const hour = at.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const month = months[at.getUTCMonth()] ?? "";
  const day = days[at.getUTCDay()] ?? "";
  const known: Readonly<Record<string, string>> = {
    YY: two(at.getUTCFullYear() % 100),
    YYYY: String(at.getUTCFullYear()).padStart(4, "0"),
    M: String(at.getUTCMonth() + 1),
    MM: two(at.getUTCMonth() + 1),
    MMM: month.slice(0, 3),
    MMMM: month,
    D: String(at.getUTCDate()),
    DD: two(at.getUTCDate()),
    EEE: day.slice(0, 3),
    EEEE: day,
    h: String(hour),
    hh: two(hour),
    H: String(half),
    HH: two(half),
    AA: hour < 12 ? "AM" : "PM",
    aa: hour < 12 ? "am" : "pm",
    m: String(at.getUTCMinutes()),
    mm: two(at.getUTCMinutes()),
    s: String(at.getUTCSeconds()),
    ss: two(at.getUTCSeconds()),
    Z: moment.offset === 0 ? "Z" : zone(moment.offset, ":"),
    ZZZ: moment.offset === 0 ? "UTC" : zone(moment.offset, ""),
    ZZZZ: zone(moment.offset, ""),
    ZZZZZ: zone(moment.offset, ":"),
  };
  const found = Object.hasOwn(known, verb) ? known[verb] : undefined;
  if (found === undefined) throw new Refusal(`there is no date format verb "${verb}"`);
  return found;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

function addTime(written: string, duration = ""): string {
  if (isUnknown(written)) return written;
  const moment = readMoment(written);
  if (!/^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(duration))
    throw new Refusal("it is not a duration");
  const size = [...duration.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
  const seconds = moment.seconds + (duration.startsWith("-") ? -size : size);
  return print({ seconds: Math.floor(seconds), offset: moment.offset });
}

function unixSeconds(value: Value | undefined): number {
  const given = numOf(value);
  const seconds = Number(truncate(given));
  if (!isInteger(given) || Math.abs(seconds) > 8.64e12) throw new Refusal("the timestamp must be an integer");
  return seconds;
}

function formatTimestamp([format, given]: readonly Value[]): Value {
  const wanted = textOf(format);
  if (given !== undefined && isText(given)) {
    if (isUnknown(given.data)) return given;
    return text(wanted === "X" ? String(readMoment(given.data).seconds) : formatDate(wanted, given.data));
  }
  const seconds = unixSeconds(given);
  return text(wanted === "X" ? String(seconds) : formatDate(wanted, print({ seconds, offset: 0 })));
}

function parts([given]: readonly Value[]): Value {
  const seconds = unixSeconds(given);
  const at = new Date(seconds * 1000);
  const year = at.getUTCFullYear();
  const yearDay = Math.floor((at.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const [isoYear, isoWeek] = isoWeekOf(at);
  const numbers = {
    year,
    year_day: yearDay,
    day: at.getUTCDate(),
    month: at.getUTCMonth() + 1,
    weekday: at.getUTCDay(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    iso_year: isoYear,
    iso_week: isoWeek,
  };
  return object(
    new Map([
      ...Object.entries(numbers).map(([name, value]) => [name, integer(value)] as const),
      ["month_name", text(months[at.getUTCMonth()] ?? "")],
      ["weekday_name", text(days[at.getUTCDay()] ?? "")],
      ["rfc3339", text(print({ seconds, offset: 0 }))],
    ]),
  );
}

/** The week that contains the Thursday. */
function isoWeekOf(at: Date): [year: number, week: number] {
  const thursday = new Date(at.getTime() + (4 - (at.getUTCDay() || 7)) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return [year, Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1];
}

export const timeFunctions: Readonly<Record<string, Fn>> = {
  timestamp: fn([], () => unknown("timestamp")),
  uuidv4: fn([], () => unknown("uuidv4")),
  bcrypt: fn([str], () => unknown("bcrypt"), num),
  rsadecrypt: fn([str, str], () => unknown("rsadecrypt")),
  formatdate: ofText(formatDate, 2),
  formattimestamp: fn([str, any], formatTimestamp),
  timeadd: ofText(addTime, 2),
  unixtimestampparse: fn([num], parts),
};
