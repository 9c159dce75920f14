// Verifies webhook messages with the package that receivers would use. Reads one JSON object a line, {secret, headers, body}, and writes for each what came of it.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  try {
    const event = new Webhook(secret).verify(body, headers);
    console.log(`verified ${event.id}`);
  } catch (fault) {
    console.log(`refused ${fault.message}`);
  }
}
