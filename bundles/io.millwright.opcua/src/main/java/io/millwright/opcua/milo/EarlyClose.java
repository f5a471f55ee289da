package io.millwright.opcua.milo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientAcknowledgeHandler;

/**
 * A peer that takes a connection and closes it at once has answered. Milo's handler waits for the acknowledge all the same, until
 * its time is over (Milo 1.1.2), and tries nothing else meanwhile; so it is told.
 */
final class EarlyClose extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        ChannelHandlerContext waiting = context.pipeline().context(UascClientAcknowledgeHandler.class);
        if (waiting != null) {
            ((UascClientAcknowledgeHandler) waiting.handler())
                    .exceptionCaught(
                            waiting,
                            new UaException(
                                    StatusCodes.Bad_ConnectionRejected,
                                    new EOFException("the connection was closed at once")));
        }
        super.channelInactive(context);
    }
}
