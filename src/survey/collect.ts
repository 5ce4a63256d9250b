import type { Listener } from "../context/walk.ts";
import type { BudgetLine } from "../gate/budget-line.ts";
import type { Measured } from "../gate/check-budgets.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { ReportedFile } from "../report-model.ts";
import { listedFiles } from "./listed-files.ts";
import { measureSubjects } from "./measured.ts";
import { type SentContent, sentFiles } from "./sent-files.ts";

/** What a report remembers of the walk beside its totals and findings. */
export interface Collected {
  /** Called for every entry; nothing that was not requested is remembered. */
  readonly listeners: readonly Pick<Listener, "entry">[];
  /** The files whose content is sent, once each. */
  readonly content: SentContent;
  /** Null where no list is wanted. */
  files(): ReportedFile[] | null;
  /** By subject of the budgets. */
  measured(): Map<string, Measured>;
}

/** What is wanted: content for the search for secrets, a list of the files, figures for budgets. */
export function collect(
  plan: BuildPlan,
  wanted: { readonly secrets: boolean; readonly files: boolean; readonly budgets: readonly BudgetLine[] },
): Collected {
  const content = sentFiles();
  const listed = listedFiles();
  const measured = measureSubjects(
    plan,
    wanted.budgets.map(({ subject }) => subject),
  );
  return {
    listeners: [
      ...(wanted.secrets ? [content] : []),
      ...(wanted.files ? [listed] : []),
      ...(wanted.budgets.length > 0 ? [measured] : []),
    ],
    content,
    files: () => (wanted.files ? listed.result() : null),
    measured: measured.result,
  };
}
