package io.millwright.operation.setup;

import io.millwright.tag.BrowseException;
import io.millwright.tag.TagBrowser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Services of other bundles, held for the time of a call only. Thread-safe. */
final class Reach {
    private static final String PID = "kura.service.pid";

    private final BundleContext context;

    Reach(BundleContext context) {
        this.context = context;
    }

    /** What is done with a service. */
    interface Use<S, T> {
        T with(S service) throws BrowseException, Stuck, InterruptedException;
    }

    /** Uses the service of a pid; of "" the one without. */
    <S, T> T with(Class<S> type, String pid, Use<S, T> use) throws Stuck, InterruptedException {
        ServiceReference<S> reference = reference(type, pid)
                .orElseThrow(() -> new Stuck(
                        (pid.isEmpty() ? type.getSimpleName() : pid) + " is not there",
                        "see in the web admin whether its package is installed and runs"));
        S service = context.getService(reference);
        if (service == null) {
            throw new Stuck(pid + " has just gone", "try again");
        }
        try {
            return use.with(service);
        } catch (BrowseException e) {
            throw Stuck.of(e);
        } finally {
            context.ungetService(reference);
        }
    }

    <S> boolean has(Class<S> type, String pid) {
        return reference(type, pid).isPresent();
    }

    private static String name(ServiceReference<?> reference) {
        Object pid = reference.getProperty(PID);
        Object connection = reference.getProperty(TagBrowser.CONNECTION);
        return pid != null ? pid.toString() : connection != null ? connection.toString() : "";
    }

    private <S> Optional<ServiceReference<S>> reference(Class<S> type, String pid) {
        try {
            Collection<ServiceReference<S>> all = context.getServiceReferences(type, null);
            return all.stream().filter(each -> pid.equals(name(each))).findFirst();
        } catch (InvalidSyntaxException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Returns the pids of services of one of some types, by their names: no class of theirs is needed. */
    List<String> pids(String... types) {
        List<String> pids = new ArrayList<>();
        try {
            for (String type : types) {
                ServiceReference<?>[] found = context.getAllServiceReferences(type, "(" + PID + "=*)");
                for (ServiceReference<?> each : found == null ? new ServiceReference<?>[0] : found) {
                    String pid = String.valueOf(each.getProperty(PID));
                    if (!pids.contains(pid)) {
                        pids.add(pid);
                    }
                }
            }
        } catch (InvalidSyntaxException | IllegalStateException e) {
            return List.of();
        }
        pids.sort(null);
        return pids;
    }
}
