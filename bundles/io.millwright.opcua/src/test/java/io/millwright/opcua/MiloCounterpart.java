package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.model.variables.BaseAnalogType;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.ServerState;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;

/** A server of Milo in this JVM. */
final class MiloCounterpart implements Counterpart {
    private static final String UNECE = "http://www.opcfoundation.org/UA/units/un/cefact";
    private static final int MILLIMETRE = 5_066_068;

    private final PlcServer plc = new PlcServer();

    MiloCounterpart(Traits traits) throws Exception {
        plc.policies(
                        SecurityPolicy.None,
                        SecurityPolicy.Basic256Sha256,
                        SecurityPolicy.Aes128_Sha256_RsaOaep,
                        SecurityPolicy.Aes256_Sha256_RsaPss)
                .modes(MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt)
                .channelLifetime(traits.channelLifetimeMillis())
                .variable("Speed", 1.0)
                .variable("Load", 20.0)
                .variable("Spectrum", new Double[] {1.0, 2.0, 3.0})
                .variable("Many", ByteString.of(new byte[MANY_BYTES]))
                .certificateUser(OPERATOR.certificate())
                .namespace(server -> new PlcTree(server, MiloCounterpart::fill));
        for (int i = 0; i < BULK; i++) {
            plc.variable("T" + i, (double) i);
        }
        everyType();
        if (traits.itemsPerSubscription() < Traits.USUAL.itemsPerSubscription()) {
            plc.hiddenLimits(traits.perCall(), traits.itemsPerSubscription());
        } else {
            plc.perCall(traits.perCall());
        }
        plc.faults().aliases.give();
        start();
        if (traits.clockAheadSeconds() != 0) {
            plc.faults()
                    .answer(
                            NodeIds.Server_ServerStatus_CurrentTime,
                            new DateTime(Instant.now().plusSeconds(traits.clockAheadSeconds())));
        }
    }

    private void everyType() {
        plc.variable("OfBoolean", true)
                .variable("OfSByte", (byte) -128)
                .variable("OfByte", ubyte(255))
                .variable("OfInt16", (short) -32_768)
                .variable("OfUInt16", ushort(65_535))
                .variable("OfInt32", -2_147_483_648)
                .variable("OfUInt32", uint(4_294_967_295L))
                .variable("OfInt64", INT64)
                .variable("OfUInt64", ulong(INT64))
                .variable("OfFloat", 0.5f)
                .variable("OfDouble", 0.1)
                .variable("OfString", "Fräser 刀")
                .variable("OfDateTime", new DateTime(Instant.parse(TIME)))
                .variable("OfGuid", UUID.fromString("72962B91-FA75-4AE6-8D28-B404DC7DAF63"))
                .variable("OfByteString", ByteString.of(new byte[] {1, 2, (byte) 255}))
                .variable("OfLocalizedText", LocalizedText.english("Fräser"))
                .variable("OfStatusCode", new StatusCode(StatusCodes.Bad_NodeIdUnknown))
                .variable("OfInt32s", new Integer[] {1, 2, 3})
                .variable("OfStrings", new String[] {"a", "b"})
                .variable("OfMatrix", new Matrix(new Integer[] {1, 2, 3, 4}, new int[] {2, 2}, OpcUaDataType.Int32));
    }

    /** The line, and in its first mill NodeIds of every kind. */
    private static void fill(PlcTree tree) {
        UaFolderNode mill1 = tree.line().mill1();
        int index = mill1.getNodeId().getNamespaceIndex().intValue();
        // Of the same id as one of the cell's.
        tree.organizes(mill1, tree.variable("Speed", 99.0));
        tree.organizes(mill1, tree.variable(new NodeId(index, uint(1_001)), "numeric", 11.0));
        UUID guid = UUID.fromString("72962B91-FA75-4AE6-8D28-B404DC7DAF63");
        tree.organizes(mill1, tree.variable(new NodeId(index, guid), "guid", 12.0));
        ByteString opaque = ByteString.of(new byte[] {1, 2, 3, 4});
        tree.organizes(mill1, tree.variable(new NodeId(index, opaque), "opaque", 13.0));
    }

    @Override
    public String url() {
        return plc.url();
    }

    @Override
    public X509Certificate certificate() {
        return plc.serverCertificate();
    }

    @Override
    public void write(String variable, double value) {
        plc.write(variable, value);
    }

    @Override
    public void writeUncertain(String variable, double value) {
        plc.write(variable, new DataValue(new Variant(value), new StatusCode(0x40930000L)));
    }

    @Override
    public long requests(String name) {
        return plc.faults().requests.of(name);
    }

    @Override
    public void awaitRequests(String name, long count) throws InterruptedException {
        plc.faults().requests.await(name, count);
    }

    @Override
    public int largest(String name) {
        return plc.faults().requests.largest(name);
    }

    @Override
    public void lose(double value) {
        plc.faults().lose(value);
    }

    @Override
    public void awaitLost() throws InterruptedException {
        plc.faults().requests.await("Lost", 1);
    }

    @Override
    public void refuseRepublish() {
        plc.faults().refuse(Service.SUBSCRIPTION_REPUBLISH, StatusCodes.Bad_MessageNotAvailable);
    }

    @Override
    public UserTokenType lastUser() {
        List<String> tokens = plc.tokensUsed();
        return switch (tokens.get(tokens.size() - 1)) {
            case "anonymous" -> UserTokenType.Anonymous;
            case "certificate" -> UserTokenType.Certificate;
            default -> UserTokenType.UserName;
        };
    }

    @Override
    public int sessions() {
        return plc.sessions().size();
    }

    @Override
    public int subscriptions() {
        return plc.subscriptions();
    }

    @Override
    public int namespaceIndex() {
        return plc.namespaceIndex();
    }

    @Override
    public void forgetSessionsOnly() {
        plc.forgetSessionsOnly();
    }

    @Override
    public void announceShutdown() {
        plc.faults().answer(NodeIds.Server_ServerStatus_State, ServerState.Shutdown.getValue());
    }

    @Override
    public void stop() throws Exception {
        plc.stop();
    }

    @Override
    public void start(String... namespacesBefore) throws Exception {
        plc.faults().answer(NodeIds.Server_ServerStatus_State, ServerState.Running.getValue());
        plc.namespacesBefore(namespacesBefore).start();
        UaVariableNode load = plc.node("Load");
        load.removeReference(type(load, NodeIds.BaseDataVariableType));
        load.addReference(type(load, NodeIds.AnalogItemType));
        load.setProperty(BaseAnalogType.EU_RANGE, new Range(0.0, 200.0));
        load.setEngineeringUnits(
                new EUInformation(UNECE, MILLIMETRE, LocalizedText.english("mm"), LocalizedText.NULL_VALUE));
    }

    private static Reference type(UaVariableNode variable, NodeId type) {
        return new Reference(variable.getNodeId(), NodeIds.HasTypeDefinition, type.expanded(), true);
    }

    @Override
    public void close() {
        plc.close();
    }
}
