package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makers do in their own way beyond the units: every type, users of three kinds, and a server that goes and comes back. */
abstract class InteroperabilityConformance extends Conformance {
    private static final String CELL = "nsu=" + Counterpart.CELL + ";s=";

    /** By variable, how its value comes: numbers and Booleans as Double, 64 bits as Long, texts, arrays as lists. */
    private static final Map<String, Object> EVERY_TYPE = new LinkedHashMap<>();

    static {
        EVERY_TYPE.put("OfBoolean", 1.0);
        EVERY_TYPE.put("OfSByte", -128.0);
        EVERY_TYPE.put("OfByte", 255.0);
        EVERY_TYPE.put("OfInt16", -32_768.0);
        EVERY_TYPE.put("OfUInt16", 65_535.0);
        EVERY_TYPE.put("OfInt32", -2_147_483_648.0);
        EVERY_TYPE.put("OfUInt32", 4_294_967_295.0);
        EVERY_TYPE.put("OfInt64", Counterpart.INT64);
        EVERY_TYPE.put("OfUInt64", Counterpart.INT64);
        EVERY_TYPE.put("OfFloat", 0.5);
        EVERY_TYPE.put("OfDouble", 0.1);
        EVERY_TYPE.put("OfString", "Fräser 刀");
        EVERY_TYPE.put(
                "OfDateTime",
                TimeUnit.MILLISECONDS.toMicros(Instant.parse(Counterpart.TIME).toEpochMilli()));
        EVERY_TYPE.put("OfGuid", "72962b91-fa75-4ae6-8d28-b404dc7daf63");
        EVERY_TYPE.put("OfByteString", List.of((byte) 1, (byte) 2, (byte) 255));
        EVERY_TYPE.put("OfLocalizedText", "Fräser");
        EVERY_TYPE.put("OfStatusCode", 0x80340000L);
        EVERY_TYPE.put("OfInt32s", List.of(1, 2, 3));
        EVERY_TYPE.put("OfStrings", "b");
        EVERY_TYPE.put("OfMatrix", 3.0);
    }

    /** Which element is wanted of these. */
    private static final Map<String, String> ELEMENTS = Map.of("OfStrings", "1", "OfMatrix", "\"1,0\"");

    InteroperabilityConformance(Counterpart.Maker maker) {
        super(maker);
    }

    /** Keeps what came last of each tag. */
    private static final class Latest implements TagListener {
        private final List<String> names;
        private final Map<String, Object> values = new HashMap<>();

        Latest(List<String> names) {
            this.names = names;
        }

        @Override
        public void sample(int tag, double value, int status, long timeMicros) {
            put(tag, status, value);
        }

        @Override
        public void integer(int tag, long value, int status, long timeMicros) {
            put(tag, status, value);
        }

        @Override
        public void object(int tag, Object value, int status, long timeMicros) {
            if (value instanceof ByteBuffer bytes) {
                Byte[] copy = new Byte[bytes.remaining()];
                Arrays.setAll(copy, i -> bytes.get(bytes.position() + i));
                put(tag, status, List.of(copy));
            } else {
                put(
                        tag,
                        status,
                        value instanceof int[] array
                                ? Arrays.stream(array).boxed().toList()
                                : value);
            }
        }

        private synchronized void put(int tag, int status, Object value) {
            if (status == 0 && value != null) {
                values.put(names.get(tag), value);
                notifyAll();
            }
        }

        @Override
        public void progress(long timeMicros) {}

        synchronized void await(Map<String, Object> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
            while (!values.equals(wanted)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    assertEquals(wanted, values);
                }
                wait(left);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "POLL"})
    void everyTypeComesAsItIs(String mode) throws Exception {
        List<String> names = List.copyOf(EVERY_TYPE.keySet());
        StringBuilder tags = new StringBuilder("name,nodeId,indexRange\n");
        names.forEach(name -> tags.append(name + "," + CELL + name + "," + ELEMENTS.getOrDefault(name, "") + "\n"));
        Latest latest = new Latest(names);
        try (Counterpart server = maker.start(Counterpart.Traits.USUAL);
                ConnectionFixture fixture =
                        new ConnectionFixture(server.url(), tags.toString()).set("access.mode", mode)) {
            fixture.connection.subscribe(Interest.in(names), latest);
            fixture.configure().await(StateCode.CONNECTED, names.size() + " of " + names.size() + " tags Good");
            latest.await(EVERY_TYPE);
        }
    }

    private ConnectionFixture secured(Counterpart server, String policy, Made user) throws Exception {
        ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS).secured(policy);
        FakeKeystore keystore = new FakeKeystore().trust("plc", server.certificate());
        keystore.entries.put(PlcServer.USER, user.entry());
        fixture.connection.keystore(keystore.service());
        return fixture;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"})
    void usersOfThreeKinds(String policy) throws Exception {
        try (Counterpart server = maker.start(Counterpart.Traits.USUAL)) {
            try (ConnectionFixture fixture = secured(server, policy, Counterpart.OPERATOR)) {
                fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
                assertEquals(UserTokenType.Anonymous, server.lastUser());
            }
            try (ConnectionFixture fixture = secured(server, policy, Counterpart.OPERATOR)
                    .set("user.name", PlcServer.USER)
                    .set("user.password", PlcServer.PASSWORD)) {
                fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
                assertEquals(UserTokenType.UserName, server.lastUser());
            }
            try (ConnectionFixture fixture =
                    secured(server, policy, Counterpart.OPERATOR).set("user.certificate.alias", PlcServer.USER)) {
                fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
                assertEquals(UserTokenType.Certificate, server.lastUser());
            }
            try (ConnectionFixture fixture = secured(server, policy, Counterpart.OPERATOR)
                    .set("user.name", PlcServer.USER)
                    .set("user.password", "wrong")) {
                fixture.configure().await(StateCode.AUTHENTICATION_FAILED, "User name '" + PlcServer.USER + "'");
            }
        }
    }

    @Test
    void aServerThatGoesAndComesBackIsReadOnByItself() throws Exception {
        try (Counterpart server = maker.start(Counterpart.Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            for (int time = 1; time <= 3; time++) {
                server.stop();
                fixture.awaitEntered(StateCode.CONNECTION_LOST);
                int from = recorder.size();
                server.start();
                Figure figure = new Figure();
                server.write("Speed", 100.0 + time);
                recorder.awaitValue(from, 0, 100.0 + time);
                figure.print("server of another maker back");
                fixture.await(StateCode.CONNECTED, "2 of 2 tags Good");
            }
        }
    }
}
