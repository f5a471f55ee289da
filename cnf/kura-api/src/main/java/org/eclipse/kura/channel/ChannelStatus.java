package org.eclipse.kura.channel;

import org.osgi.annotation.versioning.ProviderType;

/** How an operation on a channel ended. */
@ProviderType
public class ChannelStatus {
    private final ChannelFlag channelFlag;
    private final String exceptionMessage;
    private final Exception exception;

    /** Creates a status without a message. */
    public ChannelStatus(ChannelFlag channelFlag) {
        this(channelFlag, null, null);
    }

    /** Creates a status. */
    public ChannelStatus(ChannelFlag channelFlag, String exceptionMessage, Exception exception) {
        this.channelFlag = channelFlag;
        this.exceptionMessage = exceptionMessage;
        this.exception = exception;
    }

    /** Returns whether it succeeded. */
    public ChannelFlag getChannelFlag() {
        return channelFlag;
    }

    /** Returns what failed, or null. */
    public Exception getException() {
        return exception;
    }

    /** Returns what failed in words, or null. */
    public String getExceptionMessage() {
        return exceptionMessage;
    }
}
