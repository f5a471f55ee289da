package io.millwright.operation.setup;

import io.millwright.operation.view.Configurations;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;

/** The gateway's components, made, changed and deleted as its web admin does. A snapshot is taken only when asked for. */
final class Components {
    private static final long TRACKED_MILLIS = 15_000;
    private static final long LOOK_MILLIS = 50;

    private final ConfigurationService service;
    private final Configurations configurations;

    Components(ConfigurationService service, Configurations configurations) {
        this.service = service;
        this.configurations = configurations;
    }

    /** Returns a name that nobody has, such as plc, plc-2. */
    String free(String wanted) {
        Set<String> taken = new HashSet<>(service.getConfigurableComponentPids());
        String name = wanted;
        for (int n = 2; taken.contains(name) || configurations.of(name).isPresent(); n++) {
            name = wanted + "-" + n;
        }
        return name;
    }

    boolean canMake(String factory) {
        return service.getFactoryComponentPids().contains(factory);
    }

    void create(String factory, String pid, Map<String, Object> values) throws Stuck {
        try {
            service.createFactoryConfiguration(factory, pid, values, false);
        } catch (KuraException e) {
            throw new Stuck(
                    pid + " of " + factory + " cannot be made: " + e.getMessage(),
                    "see in the web admin whether its package is installed");
        }
    }

    /** Changes some values; the others stay. Kura loses what is changed before it knows the component, so that is waited for. */
    void update(String pid, Map<String, Object> values) throws Stuck, InterruptedException {
        await(pid + " to be known to the gateway", TRACKED_MILLIS, () -> service.getConfigurableComponentPids()
                .contains(pid));
        try {
            service.updateConfiguration(pid, values, false);
        } catch (KuraException e) {
            throw new Stuck(pid + " does not take the change: " + e.getMessage(), "make it in the web admin");
        }
    }

    /** Deletes a component; one that is not there is deleted. */
    void delete(String pid) throws Stuck {
        if (!exists(pid)) {
            return;
        }
        try {
            service.deleteFactoryConfiguration(pid, false);
        } catch (KuraException e) {
            throw new Stuck(pid + " cannot be deleted: " + e.getMessage(), "delete it in the web admin");
        }
    }

    boolean exists(String pid) {
        return service.getConfigurableComponentPids().contains(pid)
                || configurations.of(pid).isPresent();
    }

    /** Whether the configuration of any other component has this one as a target. */
    boolean isUsedBeside(String pid, Set<String> but) {
        String target = target(pid);
        return configurations.all().stream()
                .filter(each -> !but.contains(Configurations.pid(each)))
                .anyMatch(each -> each.entrySet().stream()
                        .anyMatch(value -> value.getKey().endsWith(".target")
                                && (target.equals(value.getValue()) || pid.equals(value.getValue()))));
    }

    void snapshot() throws Stuck {
        try {
            service.snapshot();
        } catch (KuraException e) {
            throw new Stuck("no snapshot was taken: " + e.getMessage(), "make room on the disk, and take one");
        }
    }

    static String target(String pid) {
        return "(kura.service.pid=" + pid + ")";
    }

    /** What is waited for. */
    interface Condition {
        boolean holds() throws Stuck, InterruptedException;
    }

    static void await(String what, long millis, Condition condition) throws Stuck, InterruptedException {
        if (!came(millis, condition)) {
            throw new Stuck("waited " + millis / 1_000 + " s in vain for " + what, "try again, or look into the log");
        }
    }

    /** Returns whether something came in time. */
    static boolean came(long millis, Condition condition) throws Stuck, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
