import { eachFollowedBy, hexDigits, type TokenFormat } from "../token.ts";

/** Tokens and webhooks of chat, mail and telephone services. */
export const messagingTokens: readonly TokenFormat[] = [
  {
    id: "slack-token",
    what: "Slack token",
    looks: "xoxb-, xoxp-, xoxa-, xoxr-, xoxs-, xoxe-, xoxc-, xoxd- or xapp-, numbers and a random part",
    anchors: "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe. xoxc- xoxd- xapp-",
    pattern:
      /(?:xoxe\.xox[bp]-\d-[A-Za-z0-9]{60,300}|xoxe-\d-[A-Za-z0-9]{60,300}|xoxc-(?:\d{9,15}-){2,4}[a-f0-9]{64}|xoxd-[\w%+/-]{100,400}={0,2}|xapp-\d-[A-Z0-9]{8,14}-\d{8,16}-[a-f0-9]{60,70}|xox[abprs]-(?:\d-)?(?:[A-Za-z0-9]{8,16}-){1,4}[A-Za-z0-9]{16,64})(?![\w-])/y,
  },
  {
    id: "slack-webhook",
    what: "Slack webhook",
    looks: "hooks.slack.com/services/ or /workflows/ and the hook's path",
    anchors: "hooks.slack.com/",
    pattern:
      /hooks\.slack\.com\/((?:services\/T[A-Za-z0-9]{6,12}\/B[A-Za-z0-9]{6,12}|workflows\/T[A-Z0-9]{6,12}\/A[A-Z0-9]{6,12}\/\d{10,20}|triggers\/[A-Z0-9]{6,14}\/\d{8,20})\/[A-Za-z0-9]{20,40})(?!\w)/y,
  },
  {
    id: "discord-token",
    what: "Discord bot token",
    looks: "a number in base64, six characters and 27 or more, joined by dots",
    anchors: discordBeginnings(),
    pattern: /[MNO][A-Za-z0-9]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y,
    accept: (text, start) =>
      /^\d{17,20}$/.test(Buffer.from(text.slice(start).split(".", 1)[0] ?? "", "base64").toString()),
  },
  {
    id: "discord-webhook",
    what: "Discord webhook",
    looks: "discord.com/api/webhooks/, a number, / and 60 or more characters",
    anchors: "discord.com/api/ discordapp.com/api/",
    pattern: /discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{17,20}\/[\w-]{60,80})(?![\w-])/y,
  },
  {
    id: "telegram-bot-token",
    what: "Telegram bot token",
    looks: "a number, :AA and 33 characters",
    anchors: ":AA",
    before: { characters: /\d/, most: 10 },
    pattern: /\d{8,10}:AA[\w-]{33}(?![\w-])/y,
  },
  {
    id: "teams-webhook",
    what: "Microsoft Teams webhook",
    looks: "webhook.office.com/webhookb2/ and the hook's path",
    anchors: "webhook.office.com/",
    pattern:
      /webhook\.office\.com\/(webhookb2\/[a-f0-9-]{36}@[a-f0-9-]{36}\/IncomingWebhook\/[a-f0-9]{32}\/[a-f0-9-]{36})/y,
  },
  {
    id: "twilio-api-key",
    what: "Twilio API key",
    looks: "SK and 32 hex digits",
    anchors: eachFollowedBy("SK", hexDigits),
    pattern: /SK[a-f0-9]{32}(?!\w)/y,
    confidence: "medium",
  },
  {
    id: "twilio-auth-token",
    what: "Twilio auth token",
    looks: "AC and 32 hex digits, and 32 hex digits as the next argument",
    anchors: eachFollowedBy("AC", hexDigits),
    pattern: /AC[a-f0-9]{32}["'`]\s{0,4},\s{0,40}["'`]([a-f0-9]{32})(?=["'`])/y,
  },
  {
    id: "sendgrid-key",
    what: "SendGrid API key",
    looks: "SG., 22 characters, . and 43 characters",
    anchors: "SG.",
    pattern: /SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/y,
  },
  {
    id: "mailgun-key",
    what: "Mailgun API key",
    looks:
      "key- and 32 lower-case letters and digits, or 32, eight and eight joined by hyphens next to the word mailgun",
    anchors: eachFollowedBy("key-", "0123456789abcdefghijklmnopqrstuvwxyz"),
    pattern: /key-[a-z0-9]{32}(?![\w-])/y,
    accept: (text, start, end) => /\d[a-z]*\d[a-z]*\d/.test(text.slice(start, end)),
    confidence: "medium",
  },
  {
    id: "mailchimp-key",
    what: "Mailchimp API key",
    looks: "32 hex digits and -us with one or two digits",
    anchors: eachFollowedBy("-us", "123456789"),
    before: { characters: /[a-f0-9]/, most: 32 },
    pattern: /[a-f0-9]{32}-us\d{1,2}(?!\w)/y,
  },
  {
    id: "brevo-key",
    what: "Brevo (Sendinblue) key",
    looks: "xkeysib- or xsmtpsib-, 64 hex digits, - and 16 characters",
    anchors: "xkeysib- xsmtpsib-",
    pattern: /x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}(?!\w)/y,
  },
  {
    id: "resend-key",
    what: "Resend API key",
    looks: "re_, eight characters, _ and 24 characters",
    anchors: "re_",
    pattern: /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?!\w)/y,
  },
];

/** Returns the first three characters that a number of 17 to 20 digits can have in base64. */
function discordBeginnings(): string {
  const beginnings: string[] = [];
  for (let number = 100; number < 1000; number += 10) {
    beginnings.push(Buffer.from(`${number}`).toString("base64").slice(0, 3));
  }
  return beginnings.join(" ");
}
