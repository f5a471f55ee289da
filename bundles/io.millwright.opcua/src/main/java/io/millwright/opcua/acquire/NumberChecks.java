package io.millwright.opcua.acquire;

import io.millwright.opcua.table.Limits;
import io.millwright.opcua.table.Plausibility;
import io.millwright.opcua.table.TagRow;
import io.millwright.status.StatusCodes;

/**
 * What the gateway itself says of one tag's numbers: whether they lie in their range, jump, stand still or stay away; and
 * its deadband, where the server applies none. A finding takes the place of Good, never of what the server says. Guarded by
 * the delivery; allocates nothing per value.
 */
final class NumberChecks {
    private final Plausibility wanted;
    private final SpikeFilter spikes;
    private final double scale;
    private Limits range = Limits.UNKNOWN;
    private Limits instrument = Limits.UNKNOWN;
    private double band;
    private long staleMicros;

    private boolean known;
    private double last;
    private int lastStatus;
    private long lastMicros;

    /** By the server's clock: when something came last, when the value changed last, since when the condition holds. */
    private long heardMicros;

    private long changedMicros;
    private long holdsMicros = Long.MIN_VALUE;

    /** What the last value itself says; then what time says of it. */
    private Finding found = Finding.NONE;

    private boolean stuck;
    private boolean stale;
    private Finding shown = Finding.NONE;
    private Finding told = Finding.NONE;
    private int toldStatus;

    /** Below 0 too low, above 0 too high. */
    private int side;

    private NumberChecks(TagRow tag) {
        wanted = tag.plausibility();
        scale = tag.scale();
        spikes = wanted.spikeSamples() > 0 ? new SpikeFilter(wanted.spikeSamples()) : null;
    }

    /**
     * Returns the checks of a row; null where there are none.
     *
     * @param before those so far, which go on; or null
     * @param deadbandHere whether the gateway applies the deadband
     * @param timesTold whether a value that stays comes again with each new time
     */
    static NumberChecks of(
            NumberChecks before, TagRow tag, ServerFacts server, boolean deadbandHere, boolean timesTold) {
        NumberChecks checks = before == null ? new NumberChecks(tag) : before;
        checks.learn(tag, server, deadbandHere);
        checks.staleMicros = timesTold ? tag.plausibility().staleMillis() * 1_000L : 0;
        Plausibility wanted = tag.plausibility();
        boolean none = !checks.range.known()
                && !checks.instrument.known()
                && checks.band == 0
                && checks.spikes == null
                && wanted.maxRate() == 0
                && !wanted.watched();
        return none ? null : checks;
    }

    private void learn(TagRow tag, ServerFacts server, boolean deadbandHere) {
        boolean own = wanted.range().known();
        boolean servers = wanted.ranged() && !own;
        range = own ? wanted.range() : after(tag, servers ? server.range() : Limits.UNKNOWN);
        instrument = after(tag, servers ? server.instrument() : Limits.UNKNOWN);
        band = deadbandHere ? Math.abs(scale) * rawBand(tag, server) : 0;
    }

    private static Limits after(TagRow tag, Limits limits) {
        return limits.known() ? limits.after(tag.scale(), tag.offset()) : Limits.UNKNOWN;
    }

    /** Returns the deadband in the server's unit; 0 for one in percent of a range that the server does not tell. */
    static double rawBand(TagRow tag, ServerFacts server) {
        if (!tag.deadbandPercent()) {
            return tag.deadband();
        }
        return server.range().known()
                ? tag.deadband() / 100 * (server.range().high() - server.range().low())
                : 0;
    }

    /** Returns whether a value is none to deliver: it differs too little from the last one that was (OPC UA Part 4, 7.22.2). */
    boolean withinDeadband(double value, int status, long publishMicros) {
        boolean within = band > 0 && known && status == lastStatus && Math.abs(value - last) <= band;
        if (within) {
            heardMicros = publishMicros;
            stale = false;
        }
        return within;
    }

    /**
     * Returns the status that a value is delivered with.
     *
     * @param timeMicros when it was measured
     * @param publishMicros the server's time
     */
    int judge(double value, int status, long timeMicros, long publishMicros) {
        if (!known || value != last) {
            changedMicros = publishMicros;
            stuck = false;
        }
        heardMicros = publishMicros;
        stale = false;
        found = ofValue(value, timeMicros);
        known = true;
        last = value;
        lastStatus = status;
        lastMicros = timeMicros;
        return status();
    }

    /** The windows of rate and spike go on, whatever another check finds. */
    private Finding ofValue(double value, long timeMicros) {
        int spike = spikes == null ? 0 : spikes.judge(value);
        boolean fast = wanted.maxRate() > 0
                && known
                && timeMicros > lastMicros
                && Math.abs(value - last) > wanted.maxRate() * (timeMicros - lastMicros) / 1e6;
        side = outside(instrument, value);
        if (side != 0) {
            return Finding.INSTRUMENT;
        }
        side = outside(range, value);
        if (side != 0) {
            return Finding.RANGE;
        }
        side = spike;
        return spike != 0 ? Finding.SPIKE : fast ? Finding.RATE : Finding.NONE;
    }

    /** No number lies outside of unknown limits, which are NaN. */
    private static int outside(Limits limits, double value) {
        return value < limits.low() ? -1 : value > limits.high() ? 1 : 0;
    }

    /** The server says that there is no value. */
    void bad(int status) {
        lastStatus = status;
        found = Finding.NONE;
        shown = Finding.NONE;
    }

    /**
     * Time goes on; returns whether another finding holds now for the last value.
     *
     * @param nowMicros the server's time
     * @param holds whether the condition holds under which the value must change
     */
    boolean at(long nowMicros, boolean holds) {
        if (!known || StatusCodes.isBad(lastStatus)) {
            return false;
        }
        // The server's clock may have been set back.
        heardMicros = Math.min(heardMicros, nowMicros);
        changedMicros = Math.min(changedMicros, nowMicros);
        holdsMicros =
                !holds ? Long.MIN_VALUE : holdsMicros == Long.MIN_VALUE ? nowMicros : Math.min(holdsMicros, nowMicros);
        long stands = nowMicros - Math.max(changedMicros, holdsMicros);
        stuck = holds && wanted.stuckMillis() > 0 && stands > wanted.stuckMillis() * 1_000L;
        stale = staleMicros > 0 && nowMicros - heardMicros > staleMicros;
        Finding before = shown;
        status();
        return shown != before;
    }

    /** Returns whether something else is found than was told last; so a finding that comes and goes is told once. */
    boolean news() {
        int status = status();
        boolean news = shown != Finding.NONE && (shown != told || status != toldStatus);
        if (news) {
            told = shown;
            toldStatus = status;
        }
        return news;
    }

    /** Returns the status of the last value as it is judged now. */
    int status() {
        Finding now = stale ? Finding.STALE : found != Finding.NONE ? found : stuck ? Finding.STUCK : Finding.NONE;
        shown = StatusCodes.isGood(lastStatus) ? now : Finding.NONE;
        return shown.status(lastStatus, shown == found ? side : 0);
    }

    /** Returns what is found now, for people. */
    String reason() {
        return switch (shown) {
            case NONE -> "";
            case INSTRUMENT -> "outside the InstrumentRange " + text(instrument)
                    + ", which the sensor cannot measure; check the sensor, or write none in range";
            case RANGE -> "outside the " + (wanted.range().known() ? "range " : "EURange ") + text(range)
                    + "; if such values are right, write another range or none in range"
                    + (wanted.range().known() ? "" : ", or correct the EURange in the server");
            case SPIKE -> "a spike, against the last " + spikes.samples() + " values; check sensor and cable";
            case RATE -> "changes by more than " + wanted.maxRate() + " per second (maxRate); check sensor and cable";
            case STUCK -> "does not change for more than " + wanted.stuckMillis() + " ms"
                    + (wanted.stuckWhile() == null ? "" : " while " + wanted.stuckWhile())
                    + " (stuckMs); check the sensor";
            case STALE -> "no new value for more than " + wanted.staleMillis()
                    + " ms (staleMs); check that the PLC still writes it";
        };
    }

    private static String text(Limits limits) {
        return limits.low() + " to " + limits.high();
    }
}
