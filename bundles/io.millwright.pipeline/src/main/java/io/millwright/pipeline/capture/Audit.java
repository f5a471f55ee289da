package io.millwright.pipeline.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what with captured data: in Kura's own audit log, and in {@code millwright/audit/capture.log}, a line each, 2 MiB at most.
 * Thread-safe.
 */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    /** Kura's audit log takes what is logged under this name. */
    private static final Logger KURA = LoggerFactory.getLogger("AuditLogger");

    private final LineFile file;
    private final Clock clock;

    Audit(Path folder, Clock clock) {
        file = new LineFile(folder.resolve("audit").resolve("capture.log"));
        this.clock = clock;
    }

    /** Notes something that was done or asked for. */
    void note(String what) {
        String line = what.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
        KURA.info("Millwright {}", line);
        try {
            file.append(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
        } catch (IOException e) {
            LOG.warn("The audit cannot be written: {}; it is in the gateway's audit log only: {}", e, line);
        }
    }
}
