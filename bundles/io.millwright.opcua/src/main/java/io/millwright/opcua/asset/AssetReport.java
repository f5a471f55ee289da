package io.millwright.opcua.asset;

import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import java.util.ArrayList;
import java.util.List;

/** Tells how the channels of an asset are while values come, where that has changed. Used on one thread. */
final class AssetReport {
    private static final int MOST_LISTED = 20;
    private static final long LEAST_DIFFERENCE_MILLIS = 5_000;
    private static final long DIFFERENCE_MILLIS = 1_000;
    private static final long STILL_PERCENT = 80;
    private static final String CHANNELS_REMEDY =
            "Correct these channels in the asset, or see to what the driver says.";
    private static final String CLOCK_REMEDY =
            "Set the clock by which the driver states times, or choose Gateway in 'Time of values'.";

    private final AssetCounters counters;
    private final StatePublisher state;
    private boolean first = true;
    private boolean differs;

    AssetReport(AssetCounters counters, StatePublisher state) {
        this.counters = counters;
        this.state = state;
    }

    /** Values stopped, or are others: what comes next is told in any case. */
    void anew() {
        first = true;
    }

    /** How the channels are. Immutable. */
    record Look(String summary, List<String> troubles) {
        /**
         * Looks at all channels.
         *
         * @param asset its name
         * @param listening what is wrong with the listeners
         */
        static Look at(
                String asset,
                AssetSettings settings,
                ChannelTable table,
                ChannelSamples samples,
                List<String> listening) {
            samples.told();
            List<String> troubles = new ArrayList<>(listening);
            int more = 0;
            for (int row = 0; row < table.rows().size(); row++) {
                String trouble = samples.trouble(row);
                if (trouble != null && troubles.size() < MOST_LISTED) {
                    troubles.add(trouble);
                } else if (trouble != null) {
                    more++;
                }
            }
            if (more > 0) {
                troubles.add("and " + more + " more");
            }
            String summary = samples.good() + " of " + table.rows().size() + " channels of asset '" + asset
                    + "' Good, driver '" + table.driver() + "', " + how(settings) + ".";
            return new Look(summary, troubles);
        }

        private static String how(AssetSettings settings) {
            String read = "read every " + settings.readMillis() + " ms";
            return switch (settings.mode()) {
                case POLL -> read;
                case LISTEN -> "heard";
                case LISTEN_AND_POLL -> "heard, and " + read;
            };
        }
    }

    /** Returns whether there is something to tell, apart from what the channels say. */
    boolean due(AssetSettings settings) {
        boolean differed = differs;
        counters.clock.judge();
        counters.clockOffset();
        long interval = settings.reads() ? settings.readMillis() : 0;
        long limit = Math.max(LEAST_DIFFERENCE_MILLIS, DIFFERENCE_MILLIS + interval);
        long offset = Math.abs(counters.clockOffsetMillis());
        differs = !settings.gatewayTime() && offset > (differs ? limit * STILL_PERCENT / 100 : limit);
        return first || differs != differed || !delivering(state.code());
    }

    private static boolean delivering(StateCode code) {
        return code == StateCode.CONNECTED
                || code == StateCode.CONNECTED_WITH_ERRORS
                || code == StateCode.CLOCK_DIFFERENCE;
    }

    void tell(Look look) {
        String text = look.summary() + clockText();
        // Afterwards a channel may turn Bad and Good at any rate: that is in the state, not in the log.
        String log = first || differs ? text : null;
        first = false;
        if (!look.troubles().isEmpty()) {
            state.report(
                    StateCode.CONNECTED_WITH_ERRORS,
                    text + " " + String.join("; ", look.troubles()) + "." + Remedy.MARK + CHANNELS_REMEDY
                            + (differs ? " " + CLOCK_REMEDY : ""),
                    log);
        } else if (differs) {
            state.report(StateCode.CLOCK_DIFFERENCE, text + Remedy.MARK + CLOCK_REMEDY, log);
        } else {
            state.report(StateCode.CONNECTED, text, log);
        }
    }

    private String clockText() {
        long seconds = Math.round(counters.clockOffsetMillis() / 1_000.0);
        return !differs
                ? ""
                : " The driver's clock is " + Math.abs(seconds) + " s " + (seconds > 0 ? "ahead of" : "behind")
                        + " the gateway's clock, so that values count as " + (seconds > 0 ? "early." : "late.");
    }
}
