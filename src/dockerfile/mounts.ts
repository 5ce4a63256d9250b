import { type Bytes, toText } from "../bytes.ts";
import { readCsvLine } from "./csv.ts";
import { refuse } from "./refusal.ts";
import { lowerCase } from "./runes.ts";
import { suggest } from "./suggest.ts";

export const mountTypes = ["bind", "cache", "tmpfs", "secret", "ssh"] as const;
export type MountType = (typeof mountTypes)[number];

export interface Mount {
  type: MountType;
  /** A stage, an image or a named context; empty for the build context (bind, tmpfs). */
  from: Bytes;
  source: Bytes;
  target: Bytes;
  id: Bytes;
  /** Whether a secret is passed in an environment variable. */
  hasEnv: boolean;
}

/** Fields that are only validated: they do not concern files. */
interface Checked {
  mode: boolean;
  uid: boolean;
  gid: boolean;
  sharing: boolean;
}

type State = Mount & Checked;
type Setter = (mount: State, value: Bytes, key: string) => void;

const keys =
  "type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env".split(
    " ",
  );

function setText(key: "from" | "source" | "target" | "id"): Setter {
  return (mount, value) => {
    mount[key] = value;
  };
}

const setEnv: Setter = (mount) => {
  mount.hasEnv = true;
};

const setType: Setter = (mount, value) => {
  mount.type = readType(value);
};
const checkBoolean: Setter = (_, value, key) => {
  if (!isBoolean(value)) refuse(`invalid value for ${key}: ${toText(value)}`);
};

/** Validates an unsigned 32-bit number like strconv.ParseUint. */
function checkNumber(key: "mode" | "uid" | "gid", digits: RegExp, base: number): Setter {
  return (mount, value) => {
    if (!digits.test(value) || Number.parseInt(value, base) > 0xffff_ffff) {
      refuse(`invalid value ${toText(value)} for ${key}`);
    }
    mount[key] = true;
  };
}

const setters = new Map<string, Setter>([
  ["type", setType],
  ["from", setText("from")],
  ["source", setText("source")],
  ["src", setText("source")],
  ["target", setText("target")],
  ["dst", setText("target")],
  ["destination", setText("target")],
  ["readonly", checkBoolean],
  ["ro", checkBoolean],
  ["readwrite", checkBoolean],
  ["rw", checkBoolean],
  ["required", checkRequired],
  ["size", checkSize],
  ["id", setText("id")],
  ["sharing", checkSharing],
  ["mode", checkNumber("mode", /^[0-7]+$/, 8)],
  ["uid", checkNumber("uid", /^\d+$/, 10)],
  ["gid", checkNumber("gid", /^\d+$/, 10)],
  ["env", setEnv],
]);

/** instructions/commands_runmount.go parseMount without an expander: what is rejected before variables are known. */
export function checkMountFrom(text: Bytes): void {
  for (const { key, value } of readFields(text)) {
    const at = value?.indexOf("$") ?? -1;
    if (key === "from" && value !== undefined && at >= 0 && at !== value.length - 1) {
      refuse("'from' doesn't support variable expansion, define alias stage instead", aliasHint);
    }
  }
}

const aliasHint = "add a stage FROM $VARIABLE AS name and mount from=name";

/** instructions/commands_runmount.go parseMount. */
export function readMount(text: Bytes, expandWord: (word: Bytes) => Bytes): Mount {
  const mount: State = {
    ...{ type: "bind", from: "", source: "", target: "", id: "", hasEnv: false },
    ...{ mode: false, uid: false, gid: false, sharing: false },
  };
  for (const { key, value, field } of readFields(text)) {
    if (value === undefined) setSwitch(mount, key, field);
    else setValue(mount, key, expandWord(value), field);
  }
  checkCombination(mount);
  const { type, from, source, target, id, hasEnv } = mount;
  return { type, from, source, target, id, hasEnv };
}

interface Field {
  key: string;
  /** Undefined without "=". */
  value: Bytes | undefined;
  field: Bytes;
}

function readFields(text: Bytes): Field[] {
  return readCsvLine(text).map((field) => {
    const equals = field.indexOf("=");
    if (equals < 0) return { key: lowerCase(field), value: undefined, field };
    return { key: lowerCase(field.slice(0, equals)), value: field.slice(equals + 1), field };
  });
}

/** Returns the `from` of a mount before variables are replaced: none are allowed in it. Empty if there is none. */
export function mountFrom(text: Bytes): Bytes {
  const named = readFields(text).filter(({ key, value }) => key === "from" && value !== undefined);
  return named.at(-1)?.value ?? "";
}

function setSwitch(mount: State, key: string, field: Bytes): void {
  if (key === "required") checkRequired(mount, "true", key);
  else if (!["readonly", "ro", "readwrite", "rw"].includes(key)) {
    refuse(`invalid field '${toText(field)}' must be a key=value pair`);
  }
}

function setValue(mount: State, key: string, value: Bytes, field: Bytes): void {
  const set = setters.get(key);
  // In lower case, a secret in place of the key would not be masked.
  const shown = /^[a-z-]{1,20}$/.test(key) ? key : toText(field.slice(0, field.indexOf("=")));
  if (set === undefined) refuse(`unexpected key '${shown}' in '${toText(field)}'`, suggest(key, keys));
  set(mount, value, key);
}

function readType(value: Bytes): MountType {
  const type = mountTypes.find((known) => known === lowerCase(value));
  return (
    type ?? refuse(`unsupported mount type ${JSON.stringify(toText(value))}`, suggest(value, mountTypes))
  );
}

function checkRequired(mount: State, value: Bytes, key: string): void {
  if (mount.type !== "secret" && mount.type !== "ssh") refuseKey(key, mount);
  checkBoolean(mount, value, key);
}

/** docker/go-units RAMInBytes. */
function checkSize(mount: State, value: Bytes, key: string): void {
  if (mount.type !== "tmpfs") refuseKey(key, mount);
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)? ?([kmgtp](i?b)?|b)?$/i.test(value)) {
    refuse(`invalid value for ${key}: ${toText(value)}`);
  }
}

function checkSharing(mount: State, value: Bytes): void {
  const sharing = lowerCase(value);
  if (!["shared", "private", "locked"].includes(sharing)) {
    refuse(`unsupported sharing value ${JSON.stringify(toText(value))}`);
  }
  mount.sharing = true;
}

function refuseKey(key: string, mount: State): never {
  return refuse(`unexpected key '${key}' for mount type '${mount.type}'`);
}

function checkCombination(mount: State): void {
  const { type } = mount;
  if (type === "bind" || type === "tmpfs") {
    for (const key of ["mode", "uid", "gid"] as const) {
      if (mount[key]) refuse(`${key} not allowed for "${type}" type mounts`);
    }
  }
  if (type === "secret") checkSecret(mount);
  if (mount.sharing && type !== "cache") refuse(`invalid cache sharing set for ${type} mount`);
}

function checkSecret(mount: State): void {
  if (mount.from !== "") refuse("secret mount should not have a from");
  if (mount.sharing) refuse("secret mount should not define sharing");
  if (mount.source === "" && mount.target === "" && mount.id === "") {
    refuse("invalid secret mount. one of source, target required");
  }
  if (mount.source !== "" && mount.id !== "") refuse("both source and id can't be set");
}

/** strconv.ParseBool. */
export function isBoolean(value: string): boolean {
  return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value);
}
