import { dirname, relative } from "node:path";
import { readRepository } from "../builds/find/repository.ts";
import { fromText, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { NamedBuild, ReadDefinition } from "../editor/defined.ts";
import { notInspected } from "../repository/inspect.ts";
import { surroundingsOf } from "./found-builds.ts";
import type { Io } from "./io.ts";
import { planOfBuild } from "./options-of-build.ts";
import { openRepository, type Repository } from "./repository-files.ts";

/** The builds of a file of compose or bake as an editor shows it, as if its command was run in its folder. */
export function definitionReader({ env }: Pick<Io, "env">): ReadDefinition {
  return (file, root, source) => {
    const repository = openRepository(root, root, source);
    const at = relative(root, file);
    const { secrets, surroundings } = surroundingsOf(repository, env);
    const read = readRepository(siblings(at, repository), surroundings);
    const builds = read.builds.filter((build) => build.source.file === at);
    return {
      builds: builds.map((build): NamedBuild => {
        const plan = planOfBuild(build, { repository }, {}, { cwd: root });
        return {
          build: secrets.maskBuild(build),
          elsewhere: build.problem === null ? notInspected(build, repository.leadsOut) : null,
          options: {
            ...plan,
            context: build.context || ".",
            cwd: root,
            source,
            builder: "buildkit",
            ignoreFile: undefined,
          },
        };
      }),
      problems: read.problems.filter((one) => one.file === at).map((one) => secrets.maskProblem(one)),
    };
  };
}

/** Files of one folder are laid over each other. */
function siblings(at: string, { tree, root }: Repository): string[] {
  const folder = dirname(at);
  const listed = tree.list(folder === "." ? root : `${root}/${fromText(folder)}`);
  const names = isFailure(listed) ? [] : listed.map(({ name }) => toText(name));
  return names
    .filter((name) => /\.(ya?ml|hcl|json)$|dockerfile/i.test(name))
    .map((name) => (folder === "." ? name : `${folder}/${name}`));
}
