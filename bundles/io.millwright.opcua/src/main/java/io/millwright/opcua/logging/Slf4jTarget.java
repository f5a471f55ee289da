package io.millwright.opcua.logging;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.Level;

/** A logger of the gateway's slf4j, 1.7 or 2, by method handles. */
final class Slf4jTarget implements LogTarget {
    private final Map<Level, MethodHandle> enabled = new EnumMap<>(Level.class);
    private final Map<Level, MethodHandle> log = new EnumMap<>(Level.class);

    /** Finds the gateway's loggers. */
    static final class Factory implements LogTarget.Factory {
        private final MethodHandle getLogger;
        private final Map<Level, MethodHandle> enabled = new EnumMap<>(Level.class);
        private final Map<Level, MethodHandle> log = new EnumMap<>(Level.class);

        Factory(Class<?> loggerFactory, MethodHandles.Lookup lookup) throws ReflectiveOperationException {
            Class<?> logger = loggerFactory.getMethod("getLogger", String.class).getReturnType();
            getLogger = lookup.findStatic(loggerFactory, "getLogger", MethodType.methodType(logger, String.class))
                    .asType(MethodType.methodType(Object.class, String.class));
            for (Level level : Level.values()) {
                String name = level.name().toLowerCase(Locale.ROOT);
                String is = "is" + level.name().charAt(0) + name.substring(1) + "Enabled";
                enabled.put(level, lookup.findVirtual(logger, is, MethodType.methodType(boolean.class)));
                log.put(
                        level,
                        lookup.findVirtual(
                                logger, name, MethodType.methodType(void.class, String.class, Throwable.class)));
            }
        }

        @Override
        public LogTarget target(String name) {
            try {
                return new Slf4jTarget((Object) getLogger.invokeExact(name), this);
            } catch (Throwable e) {
                return new JulTarget(name);
            }
        }
    }

    private Slf4jTarget(Object logger, Factory factory) {
        for (Level level : Level.values()) {
            enabled.put(level, factory.enabled.get(level).bindTo(logger));
            log.put(level, factory.log.get(level).bindTo(logger));
        }
    }

    @Override
    public boolean enabled(Level level) {
        try {
            return (boolean) enabled.get(level).invokeExact();
        } catch (Throwable e) {
            return false;
        }
    }

    @Override
    public void log(Level level, String message, Throwable failure) {
        try {
            log.get(level).invokeExact(message, failure);
        } catch (Throwable e) {
            // A log that cannot be written must not disturb what is logged about.
        }
    }
}
