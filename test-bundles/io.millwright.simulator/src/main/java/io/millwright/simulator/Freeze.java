package io.millwright.simulator;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PLC that hangs: its connections stay open and new ones are accepted, but nothing is read and nothing is sent until it
 * thaws; then everything held back goes out. What is held back is bounded by the publish requests that a client has open.
 */
final class Freeze {
    private final Set<Valve> valves = ConcurrentHashMap.newKeySet();
    private volatile boolean frozen;

    /** First in the pipeline, next to the socket. */
    void install(ChannelPipeline pipeline) {
        pipeline.addFirst("freeze", new Valve());
    }

    void set(boolean freeze) {
        frozen = freeze;
        valves.forEach(Valve::follow);
    }

    private final class Valve extends ChannelDuplexHandler {
        private final Queue<Held> held = new ArrayDeque<>();
        private ChannelHandlerContext context;
        private boolean shut;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
            valves.add(this);
            turn();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            valves.remove(this);
            held.forEach(h -> h.promise.cancel(false));
            held.clear();
        }

        void follow() {
            context.executor().execute(this::turn);
        }

        private void turn() {
            shut = frozen;
            context.channel().config().setAutoRead(!shut);
            if (!shut && !held.isEmpty()) {
                for (Held h = held.poll(); h != null; h = held.poll()) {
                    context.write(h.message, h.promise);
                }
                context.flush();
            }
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (shut) {
                held.add(new Held(message, promise));
            } else {
                ctx.write(message, promise);
            }
        }
    }

    private record Held(Object message, ChannelPromise promise) {}
}
