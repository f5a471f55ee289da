package io.millwright.opcua;

import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;

/**
 * The server at the other end, for tests of conformance units: of this or that maker, with the same variables, and told to do what a
 * unit is about. Requests are called as in OPC UA Part 4, without "Request" at the end.
 */
interface Counterpart extends AutoCloseable {
    String CELL = "urn:millwright:test:cell";
    String TREE = "urn:millwright:test:tree";

    /** Counted as requests are: a notification that the client says it has. */
    String ACKNOWLEDGEMENT = "Acknowledgement";

    /** Counted as requests are: a node that is read by the NodeId that its registration gave. */
    String REGISTERED_READ = "RegisteredRead";

    /** So many variables T0, T1 and so on; each holds its number. */
    int BULK = 25;

    /** Of the variables OfInt64 and OfUInt64: no double holds it. */
    long INT64 = (1L << 60) + 1;

    /** Of the variable OfDateTime. */
    String TIME = "2026-05-01T12:00:00.123Z";

    /** Who may log in with a certificate; with a password it is {@link PlcServer#USER}. */
    Made OPERATOR = new CertificateMaker().subject("CN=operator").key("user").make();

    /** Length of the ByteString Many: some chunks of a message. */
    int MANY_BYTES = 300_000;

    /**
     * What it is like.
     *
     * @param perCall operations in one request, which it announces
     * @param itemsPerSubscription more are refused
     * @param channelLifetimeMillis of a secure channel's keys, at most
     * @param clockAheadSeconds by how much its clock is ahead
     */
    record Traits(int perCall, int itemsPerSubscription, int channelLifetimeMillis, int clockAheadSeconds) {
        static final Traits USUAL = new Traits(1_000, 10_000, 600_000, 0);

        Traits withPerCall(int most) {
            return new Traits(most, itemsPerSubscription, channelLifetimeMillis, clockAheadSeconds);
        }

        Traits withItemsPerSubscription(int most) {
            return new Traits(perCall, most, channelLifetimeMillis, clockAheadSeconds);
        }

        Traits withChannelLifetimeMillis(int millis) {
            return new Traits(perCall, itemsPerSubscription, millis, clockAheadSeconds);
        }

        Traits withClockAheadSeconds(int seconds) {
            return new Traits(perCall, itemsPerSubscription, channelLifetimeMillis, seconds);
        }
    }

    /** Starts a server; the test is skipped where that is not possible. */
    @FunctionalInterface
    interface Maker {
        Counterpart start(Traits traits) throws Exception;
    }

    String url();

    X509Certificate certificate() throws Exception;

    /** Writes a Double, Good and at the present time. */
    void write(String variable, double value);

    /** The same with the status Uncertain_SensorNotAccurate. */
    void writeUncertain(String variable, double value);

    long requests(String name);

    /** Waits until so many have come in all. */
    void awaitRequests(String name, long count) throws InterruptedException;

    /** Returns how many operations the largest of these requests held. */
    int largest(String name);

    /** The next publish response that holds this value is lost on its way. */
    void lose(double value);

    /** Waits until it was. */
    void awaitLost() throws InterruptedException;

    /** Keeps no notification for whoever asks for it again. */
    void refuseRepublish();

    /** Returns how the user of the newest session logged in. */
    UserTokenType lastUser();

    int sessions();

    int subscriptions();

    /** Returns the index of the namespace of its variables. */
    int namespaceIndex();

    /** Forgets every session, and keeps the subscriptions for whoever has them transferred. */
    void forgetSessionsOnly();

    /** Says that it is about to stop. */
    void announceShutdown();

    /** Stops: at once, or when it was announced. */
    void stop() throws Exception;

    /** Starts again at the same address. */
    void start(String... namespacesBefore) throws Exception;

    @Override
    void close();
}
