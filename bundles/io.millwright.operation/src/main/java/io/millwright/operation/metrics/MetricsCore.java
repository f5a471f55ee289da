package io.millwright.operation.metrics;

import io.millwright.operation.resource.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who shows the token gets the text. It is made once per second at most, whoever asks, on the caller's thread. Wrong tokens cost an attacker
 * more than us: after {@value #MOST_WRONG} in a minute they are not told apart from other trouble, while the right one is still taken. Thread-safe.
 */
public final class MetricsCore {
    /** Shortest token in characters. */
    public static final int SHORTEST = 16;

    /** Longest token in characters. */
    public static final int LONGEST = 256;

    static final int MOST_WRONG = 10;
    private static final Logger LOG = LoggerFactory.getLogger(MetricsCore.class);
    private static final String SCHEME = "Bearer ";
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final byte[] wanted;
    private final Supplier<Figures> figures;
    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private byte[] text;

    private long madeNanos;
    private long minuteNanos;
    private int wrongThisMinute;
    private long served;
    private long refused;

    /**
     * Creates it.
     *
     * @param token that opens; only its hash is kept
     */
    MetricsCore(String token, Supplier<Figures> figures, LongSupplier nanoTime) {
        wanted = hash(token);
        this.figures = figures;
        this.nanoTime = nanoTime;
    }

    /** Answers a call. */
    public MetricsAnswer answer(MetricsCall call) {
        if (!call.secure()) {
            // Whoever listens has the token now; all the more reason to say so.
            count(false);
            return MetricsAnswer.refused(
                    403, "The token would be read on the way. Remedy: use https", "X-Content-Type-Options", "nosniff");
        }
        if (!fits(call.authorization())) {
            return wrong();
        }
        if (!call.method().equals("GET")) {
            count(false);
            return MetricsAnswer.refused(405, "Figures are only read", "Allow", "GET");
        }
        return MetricsAnswer.of(text());
    }

    private boolean fits(String authorization) {
        boolean formed = authorization.length() <= SCHEME.length() + LONGEST
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        // Of hashes, so that the time tells neither how much was right nor how long it is.
        return MessageDigest.isEqual(
                wanted, hash(formed ? authorization.substring(SCHEME.length()).strip() : ""));
    }

    private synchronized MetricsAnswer wrong() {
        count(false);
        long now = nanoTime.getAsLong();
        if (wrongThisMinute == 0 || now - minuteNanos > MINUTE_NANOS) {
            minuteNanos = now;
            wrongThisMinute = 0;
        }
        wrongThisMinute++;
        if (wrongThisMinute == MOST_WRONG) {
            LOG.warn("{} calls of /millwright/metrics with a wrong token in a minute", MOST_WRONG);
        }
        return wrongThisMinute > MOST_WRONG
                ? MetricsAnswer.refused(429, "Too many wrong tokens", "Retry-After", "60")
                : MetricsAnswer.refused(401, "A token is needed", "WWW-Authenticate", "Bearer realm=\"millwright\"");
    }

    private synchronized byte[] text() {
        long now = nanoTime.getAsLong();
        if (text == null || now - madeNanos >= FRESH_NANOS) {
            text = OpenMetrics.of(figures.get());
            madeNanos = now;
        }
        count(true);
        return text;
    }

    private synchronized void count(boolean right) {
        if (right) {
            served++;
        } else {
            refused++;
        }
    }

    synchronized long served() {
        return served;
    }

    synchronized long refused() {
        return refused;
    }

    private static byte[] hash(String text) {
        return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
