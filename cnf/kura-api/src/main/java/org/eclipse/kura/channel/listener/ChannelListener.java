package org.eclipse.kura.channel.listener;

import org.osgi.annotation.versioning.ConsumerType;

/** Told new values of a channel, on a thread of the driver. */
@ConsumerType
@FunctionalInterface
public interface ChannelListener {
    void onChannelEvent(ChannelEvent event);
}
