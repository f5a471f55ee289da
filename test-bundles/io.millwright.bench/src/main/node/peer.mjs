// The job of a Millwright gateway as a small Node program: tags by OPC UA, one row per asset and source time, the model, one
// MQTT message per decision. Its one argument is a file of settings in JSON. On standard input: on (connects, subscribes),
// off (ends the session); the end of standard input ends it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import mqtt from "mqtt";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";
import {
  AttributeIds,
  ClientMonitoredItemGroup,
  ClientSubscription,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
} from "node-opcua-client";
import ort from "onnxruntime-node";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { assets, tags } = settings;
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential" };
const model = await ort.InferenceSession.create(settings.model, options);
const broker = await mqtt.connectAsync(settings.broker, { clientId: "peer" });
const pki = new OPCUACertificateManager({ rootFolder: settings.pki, automaticallyAcceptUnknownCertificate: true });
await pki.initialize();

/** Rows that are not whole yet, of each asset by source time in ms. */
let rows = [];
let sequences = new Array(assets).fill(0);
let client;
let session;

async function decide(asset, time, values) {
  const { y } = await model.run({ x: new ort.Tensor("float32", values, [1, tags]) });
  const score = y.data[0];
  const label = score >= 0 ? "high" : "low";
  const decision = { sequence: ++sequences[asset], windowEnd: time * 1000, decision: label, label, score };
  const message = {
    format: 1,
    kind: "decision",
    asset: `P${asset}`,
    pipeline: `peer${asset}`,
    model: { name: "load", version: "1.0.0", sha256: "", executionProvider: "cpu" },
    decisions: [{ ...decision, quality: "GOOD", reason: "", changed: false }],
  };
  await broker.publishAsync(`bench/peer/P${asset}`, JSON.stringify(message), { qos: 1 });
}

function take(index, sample) {
  if (!sample.statusCode.isGood() || !sample.sourceTimestamp) {
    return;
  }
  const asset = Math.floor(index / tags);
  const time = sample.sourceTimestamp.getTime();
  let row = rows[asset].get(time);
  if (row === undefined) {
    row = { values: new Float32Array(tags), missing: tags };
    rows[asset].set(time, row);
  }
  row.values[index % tags] = sample.value.value;
  row.missing--;
  if (row.missing === 0) {
    for (const older of [...rows[asset].keys()].filter((key) => key <= time)) {
      rows[asset].delete(older);
    }
    decide(asset, time, row.values).catch((error) => console.error(error));
  }
}

async function on() {
  rows = Array.from({ length: assets }, () => new Map());
  client = OPCUAClient.create({
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    endpointMustExist: false,
    clientCertificateManager: pki,
  });
  await client.connect(settings.plc);
  session = await client.createSession();
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: settings.intervalMs,
    requestedLifetimeCount: 300,
    requestedMaxKeepAliveCount: 10,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
  });
  const namespace = (await session.readNamespaceArray()).indexOf("urn:millwright:simulator");
  const items = Array.from({ length: assets * tags }, (_, i) => ({
    nodeId: `ns=${namespace};s=P${Math.floor(i / tags)}.t${i % tags}`,
    attributeId: AttributeIds.Value,
  }));
  const sampling = { samplingInterval: settings.intervalMs, queueSize: 1, discardOldest: true };
  const group = ClientMonitoredItemGroup.create(subscription, items, sampling, TimestampsToReturn.Both);
  group.on("changed", (_, sample, index) => take(index, sample));
  await new Promise((resolve) => group.on("initialized", resolve));
  console.log("ON");
}

async function off() {
  await session.close(true);
  await client.disconnect();
  console.log("OFF");
}

console.log("READY");
for await (const command of createInterface({ input: process.stdin })) {
  await (command === "on" ? on() : off());
}
process.exit(0);
