package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.message.Text;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.KuraStoreCapacityReachedException;

/**
 * Why a publisher did not take a message.
 *
 * @param storeFull Kura's store has no room
 * @param connectionAway it only says that the connection is away
 * @param detail code and text for a state
 */
record PublishFailure(boolean storeFull, boolean connectionAway, String detail) {
    private static final Set<KuraErrorCode> CONNECTION_AWAY = EnumSet.of(
            KuraErrorCode.SERVICE_UNAVAILABLE,
            KuraErrorCode.NOT_CONNECTED,
            KuraErrorCode.CONNECTION_FAILED,
            KuraErrorCode.TIMED_OUT,
            KuraErrorCode.TOO_MANY_INFLIGHT_MESSAGES);

    static PublishFailure of(Throwable thrown) {
        boolean away = thrown instanceof KuraException kura && CONNECTION_AWAY.contains(kura.getCode());
        return new PublishFailure(isStoreFull(thrown), away, describe(thrown));
    }

    private static boolean isStoreFull(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof KuraStoreCapacityReachedException) {
                return true;
            }
        }
        return false;
    }

    private static String describe(Throwable thrown) {
        String code = thrown instanceof KuraException kura ? kura.getCode() + ": " : "";
        String text = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return Text.clean(code + text);
    }
}
