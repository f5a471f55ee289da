package io.millwright.opcua.acquire;

import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;

/** Recognises the ways in which servers say that a call was too large (OPC UA Part 4, 7.39); a smaller one may be taken. */
final class TooMuch {
    private static final Set<Long> CODES = Set.of(
            StatusCodes.Bad_TooManyOperations,
            StatusCodes.Bad_RequestTooLarge,
            StatusCodes.Bad_ResponseTooLarge,
            StatusCodes.Bad_EncodingLimitsExceeded,
            StatusCodes.Bad_TcpMessageTooLarge);

    private TooMuch() {}

    static boolean is(long code) {
        return CODES.contains(code);
    }

    static boolean is(Throwable failure) {
        return UaException.extract(failure)
                .filter(e -> is(e.getStatusCode().value()))
                .isPresent();
    }

    /** No answer came in time: a smaller call takes less of it. */
    static boolean isTimeout(Throwable failure) {
        return UaException.extract(failure)
                .filter(e -> e.getStatusCode().value() == StatusCodes.Bad_Timeout)
                .isPresent();
    }
}
