package io.millwright.opcua.asset;

import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.asset.Asset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one asset's channels. Drivers forget listeners without a word, so reads check them: a change that was read
 * and never heard of makes all listeners be registered anew. Used on the thread that may be held up in the driver.
 */
final class Listening {
    private static final Logger LOGGER = LoggerFactory.getLogger(AssetTags.PID);

    /** Between two renewals, and between two tries of what was refused. */
    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final OpenCall openCall;
    private final AssetCounters counters;
    private final ChannelTap.Heard heard;
    private ChannelTap[] taps = {};
    private String[] refusals = {};
    private ChannelTable table = ChannelTable.EMPTY;
    private long triedNanos;
    private long renewedNanos;
    private boolean renewed;

    Listening(OpenCall openCall, AssetCounters counters, ChannelTap.Heard heard) {
        this.openCall = openCall;
        this.counters = counters;
        this.heard = heard;
    }

    /**
     * Registers for every channel that has no listener yet; one that the driver refuses is tried again now and then.
     *
     * @param read whether the channels are read too, so that a refused one still has values
     * @throws ConnectionTrouble if nothing is read and every channel was refused
     */
    void begin(Asset asset, ChannelTable channels, boolean read) throws ConnectionTrouble {
        boolean fresh = channels != table;
        if (fresh) {
            table = channels;
            taps = new ChannelTap[channels.rows().size()];
            refusals = new String[taps.length];
        } else if (!anyRefused() || System.nanoTime() - triedNanos < PAUSE_NANOS) {
            return;
        }
        triedNanos = System.nanoTime();
        int refused = 0;
        for (int row = 0; row < taps.length; row++) {
            if (taps[row] == null) {
                register(asset, row);
                refused += taps[row] == null ? 1 : 0;
            }
        }
        if (!read && refused > 0 && refused == taps.length) {
            String first = refusals[0];
            table = ChannelTable.EMPTY;
            taps = new ChannelTap[0];
            throw new ConnectionTrouble(
                    StateCode.ASSET_UNREADABLE,
                    "Driver '" + channels.driver() + "' takes no listener (" + first + "); trying again" + Remedy.MARK
                            + "Choose Poll in 'Access mode', or look after the driver.");
        }
    }

    private void register(Asset asset, int row) {
        ChannelTap tap = new ChannelTap(table, row, heard);
        try {
            String channel = table.rows().get(row).name();
            openCall.make(() -> {
                asset.registerChannelListener(channel, tap);
                return null;
            });
            taps[row] = tap;
            refusals[row] = null;
        } catch (Throwable e) {
            // Whatever a driver throws: the other channels have nothing to do with it.
            tap.silence();
            refusals[row] = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            LOGGER.debug("A listener of {} was refused.", table.rows().get(row).name(), e);
        }
    }

    private boolean anyRefused() {
        for (String refusal : refusals) {
            if (refusal != null) {
                return true;
            }
        }
        return false;
    }

    /** A read found this many changes that were never heard of; at most once per minute all listeners are registered anew. */
    void missed(Asset asset, int misses) {
        if (misses == 0) {
            return;
        }
        counters.listenerMisses.addAndGet(misses);
        if (!renewed || System.nanoTime() - renewedNanos >= PAUSE_NANOS) {
            renewed = true;
            renewedNanos = System.nanoTime();
            end(asset);
        }
    }

    /** Nothing is heard any more. */
    void end(Asset asset) {
        for (ChannelTap tap : taps) {
            if (tap != null) {
                tap.silence();
            }
        }
        for (ChannelTap tap : taps) {
            if (tap != null && asset != null) {
                unregister(asset, tap);
            }
        }
        table = ChannelTable.EMPTY;
        taps = new ChannelTap[0];
        refusals = new String[0];
    }

    private void unregister(Asset asset, ChannelTap tap) {
        try {
            openCall.make(() -> {
                asset.unregisterChannelListener(tap);
                return null;
            });
        } catch (Throwable e) {
            // The asset has gone, or has forgotten it; the tap is silent in any case.
            LOGGER.debug("A listener could not be unregistered.", e);
        }
    }

    /** Returns what could not be listened to, the first few. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (int row = 0; row < refusals.length && troubles.size() < 3; row++) {
            if (refusals[row] != null) {
                troubles.add(
                        "channel '" + table.rows().get(row).name() + "' cannot be listened to (" + refusals[row] + ")");
            }
        }
        return troubles;
    }
}
