package io.millwright.opcua.asset;

import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.listener.ChannelEvent;
import org.eclipse.kura.channel.listener.ChannelListener;

/** Hears of one channel. Called on threads of the driver, which may hand over one and the same record again and again. */
final class ChannelTap implements ChannelListener {
    /** Takes one value; returns within microseconds. */
    interface Heard {
        void heard(ChannelTable of, int row, ChannelRecord record);
    }

    private final ChannelTable of;
    private final int row;
    private final Heard heard;
    private volatile boolean silent;

    ChannelTap(ChannelTable of, int row, Heard heard) {
        this.of = of;
        this.row = row;
        this.heard = heard;
    }

    @Override
    public void onChannelEvent(ChannelEvent event) {
        ChannelRecord record = event == null ? null : event.getChannelRecord();
        if (!silent && record != null) {
            heard.heard(of, row, record);
        }
    }

    /** Nothing is heard any more, whether the driver lets go of it or not. */
    void silence() {
        silent = true;
    }
}
