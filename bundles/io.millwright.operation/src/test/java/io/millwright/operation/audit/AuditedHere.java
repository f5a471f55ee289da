package io.millwright.operation.audit;

import io.millwright.operation.OperationSettings;
import io.millwright.operation.resource.Record;
import io.millwright.operation.resource.Resource;
import java.nio.file.Path;
import java.time.Clock;

/** The audit of a folder, for tests of other rooms. */
public final class AuditedHere {
    private AuditedHere() {}

    private static AuditRoom room(Path data) {
        return new AuditRoom(data, () -> OperationSettings.STANDARD, Clock.systemUTC());
    }

    /** Returns where acts are written down. */
    public static Record book(Path data) {
        return room(data);
    }

    /** Returns what is there to be seen of it. */
    public static Resource resource(Path data) {
        AuditRoom room = room(data);
        room.verifyFirst();
        return new AuditResource(room);
    }
}
