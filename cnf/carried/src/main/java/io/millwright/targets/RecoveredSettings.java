package io.millwright.targets;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Logs and counts what becomes of settings that the gateway saved and did not hand over. Any thread. */
public record RecoveredSettings(String pid, AtomicLong counter, Logger logger) implements LostUpdate.Told {
    @Override
    public void recovered() {
        counter.incrementAndGet();
        logger.info("{}: has the settings saved last, which the gateway had not handed over.", pid);
    }

    @Override
    public void failed(String text) {
        logger.warn("{}: {}.", pid, text);
    }
}
