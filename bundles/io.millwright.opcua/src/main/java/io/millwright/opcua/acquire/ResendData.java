package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.CallResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's method that has a subscription send the current value of each item again (OPC UA Part 5, 9.2). */
final class ResendData {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private ResendData() {}

    /** Calls it; returns whether the server does so. Blocks for at most a request timeout. */
    static boolean call(OpenLink link, Settings settings, UInteger subscription) {
        CallMethodRequest call = new CallMethodRequest(
                NodeIds.Server, NodeIds.Server_ResendData, new Variant[] {Variant.ofUInt32(subscription)});
        try {
            CallResponse response =
                    Waits.await(link.client().callAsync(List.of(call)), settings.requestTimeoutMillis());
            CallMethodResult[] results = response.getResults();
            StatusCode status = results == null || results.length == 0 ? StatusCode.BAD : results[0].getStatusCode();
            if (status.isGood()) {
                return true;
            }
            LOGGER.debug("{}: the server sends nothing again ({}).", settings.pid(), status);
        } catch (Waits.Failure e) {
            LOGGER.debug("{}: the server sends nothing again ({}).", settings.pid(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
