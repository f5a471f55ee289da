package io.millwright.opcua.acquire;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;

/** Recognises the ways in which servers say that they lack a service. */
final class Unsupported {
    private Unsupported() {}

    static boolean is(UaException e) {
        long code = e.getStatusCode().value();
        return code == StatusCodes.Bad_ServiceUnsupported
                || code == StatusCodes.Bad_NotImplemented
                || code == StatusCodes.Bad_NotSupported;
    }
}
