package org.eclipse.kura.channel;

import java.util.Locale;

/** What may be done with a channel. */
public enum ChannelType {
    READ,
    READ_WRITE,
    WRITE;

    /** Returns the type of that name, whatever its case. */
    public static ChannelType getChannelType(String channelTypeString) {
        return valueOf(channelTypeString.trim().toUpperCase(Locale.ROOT));
    }
}
