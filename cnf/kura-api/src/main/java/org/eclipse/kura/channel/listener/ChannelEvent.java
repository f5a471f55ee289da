package org.eclipse.kura.channel.listener;

import org.eclipse.kura.channel.ChannelRecord;
import org.osgi.annotation.versioning.ProviderType;

/** A new value of a channel. */
@ProviderType
public class ChannelEvent {
    private final ChannelRecord channelRecord;

    /** Creates an event. */
    public ChannelEvent(ChannelRecord channelRecord) {
        this.channelRecord = channelRecord;
    }

    /** Returns the value. */
    public ChannelRecord getChannelRecord() {
        return channelRecord;
    }
}
