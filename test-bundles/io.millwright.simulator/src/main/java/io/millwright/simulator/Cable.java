package io.millwright.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network cable of a PLC: while it is out, connections end, and new ones end at once. The server runs on, so that
 * sessions and subscriptions are there when a client comes back within their lifetime.
 */
final class Cable {
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean out;

    void install(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
        if (out) {
            channel.close();
        }
    }

    void pull() {
        out = true;
        channels.forEach(Channel::close);
    }

    void plug() {
        out = false;
    }
}
