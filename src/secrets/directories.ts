import type { Bytes } from "../bytes.ts";
import { remembered } from "../once.ts";

const vendored =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|vendor|third_party|site-packages|dist-packages|Pods|\.yarn\/(?:cache|unplugged|releases)|\.pnpm-store|\.venv|\.bundle\/ruby|\.terraform\/(?:providers|modules)|pkg\/mod|gocode\/src)\//;

const test =
  /(?:^|\/)(?:(?:[\w.-]{0,64}[_-]|(?!latest|greatest|fastest|contest|attest|protest)[a-z\d]{1,20})?tests?(?:[_-]?(?:data|fixtures?|keys|certs|cases|resources|utils?|helpers?|suite|server|lib|env|ing|only|infra))?|[\w-]{1,30}-integration|testing|mirage|__tests__|factories|seeders|fixtures?|__fixtures__|specs?|e2e[\w-]{0,16}|fuzz(?:ing)?|mocks?|__mocks__|(?:examples?|samples?|demos?|(?:api[_-]?)?docs?)(?:[_-][\w-]{1,40})?|molecule|testcases?|testkit|quickstarts?)\//i;

const fixtures =
  /(?:^|\/)(?:(?:test[_-]?)?(?:data|fixtures?)|__fixtures__|mocks?|mirage|docs?|documentation|test[_-]?servers?)\//i;

/** `unit-test.yml` there runs tests: what it holds is used. */
const workflow = /(?:^|\/)\.(?:github|gitlab|gitea|forgejo)\//;
const storyDirectory = /(?:^|\/)(?:stories|__stories__|storybook|__tests__|__mocks__|cypress)\//;

/** What a directory says of all files in it: asked once for those that follow one another. */
export const placeOf = remembered((directory: Bytes) => ({
  isVendored: vendored.test(directory),
  isTest: test.test(directory),
  isFixture: fixtures.test(directory),
  isStory: storyDirectory.test(directory),
  isWorkflow: workflow.test(directory),
}));
