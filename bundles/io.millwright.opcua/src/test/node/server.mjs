// An OPC UA server of another maker for the tests of conformance units, with the variables that these need. Arguments: a folder
// for its certificate, and options as name=value. Its first line is READY and its port. Then each line of standard input is a
// command, answered by a line that begins with OK or ERROR; the end of standard input ends it.
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const folder = process.argv[2];
const options = Object.fromEntries(process.argv.slice(3).map((one) => one.split("=")));
const number = (name, otherwise) => (options[name] === undefined ? otherwise : Number(options[name]));

const aheadMs = 1000 * number("clockAheadSeconds", 0);
if (aheadMs !== 0) {
  // Before the library is loaded: each of its clocks is ahead.
  const Clock = Date;
  globalThis.Date = class extends Clock {
    constructor(...given) {
      super(...(given.length === 0 ? [Clock.now() + aheadMs] : given));
    }
    static now() {
      return Clock.now() + aheadMs;
    }
  };
}
const { OPCUACertificateManager } = await import("node-opcua-certificate-manager");
const { ServerSecureChannelLayer } = await import("node-opcua-secure-channel");
const { OPCUAServer, Subscription } = await import("node-opcua-server");
const { LocalizedText } = await import("node-opcua-data-model");
const { StatusCodes } = await import("node-opcua-status-code");
const { DataType, Variant, VariantArrayType } = await import("node-opcua-variant");

/** How the user of the newest session logged in. */
let user;
const USERS = {
  AnonymousIdentityToken: "Anonymous",
  UserNameIdentityToken: "UserName",
  X509IdentityToken: "Certificate",
};

const CELL = "urn:millwright:test:cell";
const TREE = "urn:millwright:test:tree";
const BULK = 25;
const MANY_BYTES = 300_000;

/** How many requests came of each kind, and the most operations in one of them. */
const requests = new Map();
const largest = new Map();
let waiting = [];
/** NodeIds that were given for those that were registered. */
const registered = new Set();
/** Whether what is asked for again is not there any more. */
let republishRefused = false;
/** The response that holds this value is lost; NaN for none. */
let lost = Number.NaN;

const count = (name) => requests.get(name) ?? 0;

function counted(name, more = 1) {
  requests.set(name, count(name) + more);
  waiting = waiting.filter((one) => {
    const due = count(one.name) >= one.count;
    if (due) {
      one.resolve();
    }
    return !due;
  });
}

const reached = (name, wanted) =>
  new Promise((resolve) => {
    waiting.push({ name, count: wanted, resolve });
    counted(name, 0);
  });

function take(request) {
  const name = request.schema.name.replace(/Request$/, "");
  counted(name);
  const operations = (request.nodesToRead ?? request.itemsToCreate ?? request.browsePaths ?? []).length;
  largest.set(name, Math.max(largest.get(name) ?? 0, operations));
  if (name === "ActivateSession") {
    user = USERS[request.userIdentityToken.schema.name];
  }
  if (name === "Read") {
    counted("RegisteredRead", request.nodesToRead.filter((one) => registered.has(one.nodeId.toString())).length);
  }
  if (name === "Publish") {
    counted("Acknowledgement", request.subscriptionAcknowledgements?.length ?? 0);
  }
}

const holds = (response, value) =>
  response.schema.name === "PublishResponse" &&
  (response.notificationMessage.notificationData ?? []).some((data) =>
    (data?.monitoredItems ?? []).some((item) => item.value.value.value === value),
  );

const keptMessage = Subscription.prototype.getMessageForSequenceNumber;
Subscription.prototype.getMessageForSequenceNumber = function (sequenceNumber) {
  return republishRefused ? null : keptMessage.call(this, sequenceNumber);
};

const send = ServerSecureChannelLayer.prototype.send_response;
ServerSecureChannelLayer.prototype.send_response = function (type, response, message, callback) {
  (response.registeredNodeIds ?? []).forEach((one) => registered.add(one.toString()));
  if (holds(response, lost)) {
    lost = Number.NaN;
    counted("Lost");
    callback?.(null);
    return;
  }
  send.call(this, type, response, message, callback);
};

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

const port = await freePort();
const certificates = new OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
/** Every user who has the key is let in. */
const userCertificates = new OPCUACertificateManager({
  rootFolder: `${folder}/users`,
  automaticallyAcceptUnknownCertificate: true,
});
await userCertificates.initialize();
let server;
let namespacesBefore;
/** The nodes of the cell by name, and what they hold at first. */
let nodes;
let initial;

function variable(namespace, parent, name, dataType, value, more = {}) {
  const node = namespace.addVariable({
    organizedBy: parent,
    browseName: name,
    nodeId: `s=${name}`,
    dataType,
    minimumSamplingInterval: 0,
    ...more,
  });
  node.setValueFromSource(new Variant({ dataType, value, ...more.variant }));
  return node;
}

function fillCell(space, namespace) {
  const cell = namespace.addFolder(space.rootFolder.objects, { browseName: "Cell" });
  const add = (name, ...rest) => {
    const node = variable(namespace, cell, name, ...rest);
    nodes.set(name, node);
    initial.set(name, node.readValue().value);
  };
  nodes = new Map();
  initial = new Map();
  add("Speed", DataType.Double, 1);
  add("Load", DataType.Double, 20, { typeDefinition: space.findVariableType("AnalogUnitType") });
  property(space, namespace, "EURange", space.constructExtensionObject(dataType(space, "Range"), { low: 0, high: 200 }));
  const mm = { namespaceUri: "http://www.opcfoundation.org/UA/units/un/cefact", unitId: 5066068, displayName: "mm" };
  property(space, namespace, "EngineeringUnits", space.constructExtensionObject(dataType(space, "EUInformation"), mm));
  add("Spectrum", DataType.Double, new Float64Array([1, 2, 3]), {
    valueRank: 1,
    variant: { arrayType: VariantArrayType.Array },
  });
  add("Many", DataType.ByteString, Buffer.alloc(MANY_BYTES, 7));
  for (let i = 0; i < BULK; i++) {
    add(`T${i}`, DataType.Double, i);
  }
  everyType(add);
}

function everyType(add) {
  // 64 bits are two halves: 2^60 + 1.
  const int64 = [0x10000000, 1];
  const scalar = { variant: { arrayType: VariantArrayType.Scalar } };
  const array = { valueRank: 1, variant: { arrayType: VariantArrayType.Array } };
  add("OfBoolean", DataType.Boolean, true);
  add("OfSByte", DataType.SByte, -128);
  add("OfByte", DataType.Byte, 255);
  add("OfInt16", DataType.Int16, -32768);
  add("OfUInt16", DataType.UInt16, 65535);
  add("OfInt32", DataType.Int32, -2147483648);
  add("OfUInt32", DataType.UInt32, 4294967295);
  add("OfInt64", DataType.Int64, int64, scalar);
  add("OfUInt64", DataType.UInt64, int64, scalar);
  add("OfFloat", DataType.Float, 0.5);
  add("OfDouble", DataType.Double, 0.1);
  add("OfString", DataType.String, "Fräser 刀");
  add("OfDateTime", DataType.DateTime, new Date("2026-05-01T12:00:00.123Z"));
  add("OfGuid", DataType.Guid, "72962B91-FA75-4AE6-8D28-B404DC7DAF63");
  add("OfByteString", DataType.ByteString, Buffer.from([1, 2, 255]));
  add("OfLocalizedText", DataType.LocalizedText, new LocalizedText({ locale: "de", text: "Fräser" }));
  add("OfStatusCode", DataType.StatusCode, StatusCodes.BadNodeIdUnknown);
  add("OfInt32s", DataType.Int32, new Int32Array([1, 2, 3]), array);
  add("OfStrings", DataType.String, ["a", "b"], array);
  add("OfMatrix", DataType.Int32, new Int32Array([1, 2, 3, 4]), {
    valueRank: 2,
    arrayDimensions: [2, 2],
    variant: { arrayType: VariantArrayType.Matrix, dimensions: [2, 2] },
  });
}

const dataType = (space, name) => space.findDataType(name);

/** Of the variable Load: servers have them from the type; here it is said what they are. */
function property(space, namespace, name, value) {
  const load = nodes.get("Load");
  const present = load.getPropertyByName(name);
  const node =
    present ??
    namespace.addVariable({ propertyOf: load, browseName: { name, namespaceIndex: 0 }, dataType: value.schema.name });
  node.setValueFromSource({ dataType: DataType.ExtensionObject, value });
}

/** Line holds two mills; a variable is in two places, and the second mill holds the line again. */
function fillTree(space, namespace) {
  const line = namespace.addFolder(space.rootFolder.objects, { browseName: "Line", nodeId: "s=Line" });
  const mill1 = namespace.addFolder(line, { browseName: "Mill1", nodeId: "s=Line/Mill1" });
  const mill2 = namespace.addFolder(line, { browseName: "Mill2", nodeId: "s=Line/Mill2" });
  const speed = variable(namespace, mill1, "speed", DataType.Double, 1.5, { nodeId: "s=Line/Mill1/speed" });
  variable(namespace, mill1, "count", DataType.Int32, 7, { nodeId: "s=Line/Mill1/count" });
  mill2.addReference({ referenceType: "Organizes", nodeId: speed });
  mill2.addReference({ referenceType: "Organizes", nodeId: line });
  variable(namespace, mill1, "numeric", DataType.Double, 11, { nodeId: "i=1001" });
  variable(namespace, mill1, "guid", DataType.Double, 12, { nodeId: "g=72962B91-FA75-4AE6-8D28-B404DC7DAF63" });
  variable(namespace, mill1, "opaque", DataType.Double, 13, { nodeId: "b=AQIDBA==" });
  // Of the same id as one of the cell's.
  variable(namespace, mill1, "Speed", DataType.Double, 99, { nodeId: "s=Speed" });
}

async function start(before) {
  namespacesBefore = before;
  server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    alternateHostname: ["127.0.0.1"],
    serverCertificateManager: certificates,
    userCertificateManager: userCertificates,
    userManager: { isValidUser: (name, password) => name === options.user && password === options.password },
    serverInfo: { applicationUri: "urn:millwright:test:other", productUri: "urn:millwright:test:other" },
    buildInfo: { manufacturerName: options.manufacturer ?? "test", productName: options.product ?? "test" },
    defaultSecureTokenLifetime: number("channelLifetimeMs", 600_000),
    serverCapabilities: {
      maxSessions: 10,
      maxMonitoredItemsPerSubscription: number("itemsPerSubscription", 10_000),
      minSupportedSampleRate: 0,
      operationLimits: {
        maxNodesPerRead: number("perCall", 1_000),
        maxMonitoredItemsPerCall: number("perCall", 1_000),
        maxNodesPerTranslateBrowsePathsToNodeIds: number("perCall", 1_000),
      },
    },
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  namespacesBefore.forEach((uri) => space.registerNamespace(uri));
  fillCell(space, space.registerNamespace(CELL));
  fillTree(space, space.registerNamespace(TREE));
  server.on("request", take);
  await server.start();
}

let stopping;

async function stop() {
  await (stopping ?? server.shutdown(0));
  stopping = undefined;
}

const endSessions = (deleteSubscriptions) =>
  Object.values(server.engine._sessions).forEach((session) =>
    server.engine.closeSession(session.authenticationToken, deleteSubscriptions, "Terminated"),
  );

/** As it was at first: the next test needs no other process. */
async function reset() {
  if (stopping !== undefined || namespacesBefore.length > 0) {
    await stop();
    await start([]);
  } else {
    endSessions(true);
    nodes.forEach((node, name) => node.setValueFromSource(initial.get(name)));
  }
  lost = Number.NaN;
  republishRefused = false;
  registered.clear();
  requests.clear();
  largest.clear();
}

const commands = {
  /** write NAME VALUE [STATUS] */
  write: (name, value, status = "Good") =>
    nodes.get(name).setValueFromSource({ dataType: DataType.Double, value: Number(value) }, StatusCodes[status]),
  count: (name) => count(name),
  largest: (name) => largest.get(name) ?? 0,
  /** await NAME COUNT: so many such requests have come */
  await: (name, wanted) => reached(name, Number(wanted)),
  /** lose VALUE: the next response that holds it */
  lose: (value) => {
    lost = Number(value);
  },
  refuseRepublish: () => {
    republishRefused = true;
  },
  user: () => user,
  sessions: () => server.engine.currentSessionCount,
  subscriptions: () => server.engine.currentSubscriptionCount,
  namespace: () => server.engine.addressSpace.getNamespaceIndex(CELL),
  certificate: () => server.getCertificate().toString("base64"),
  /** forget: every session, while its subscriptions are kept */
  forget: () => endSessions(false),
  /** announce MS: says that it stops, and stops so much later */
  announce: (ms) => {
    stopping = server.shutdown(Number(ms));
  },
  /** stop: at once, or when it was announced */
  stop,
  /** start URI...: with these namespaces before its own */
  start: (...uris) => start(uris),
  reset,
};

await start([]);
console.log(`READY ${port}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = line.trim().split(" ");
  try {
    console.log(`OK ${(await commands[name](...given)) ?? ""}`.trim());
  } catch (failure) {
    console.log(`ERROR ${failure}`.replaceAll("\n", " "));
  }
}
process.exit(0);
