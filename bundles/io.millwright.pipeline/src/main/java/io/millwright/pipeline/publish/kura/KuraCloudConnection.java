package io.millwright.pipeline.publish.kura;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.data.DataService;
import org.eclipse.kura.data.DataTransportService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of Kura behind a cloud publisher: its cloud connection, that one's data service, and the data service's
 * transport. Used by one thread.
 *
 * <p>Kura's data service gives a message an in-flight slot after the transport has sent it, and takes the slot back when
 * the broker confirms it. A confirmation that comes in between finds no slot, and the slot is never taken back. When all
 * are lost nothing is sent any more, until a new session begins: then Kura sends all messages in flight again.
 *
 * <p>The reconnect goes to the transport, as Kura's own congestion timeout does it. {@code CloudConnectionManager} and
 * {@link DataService} would disconnect too, but both end Kura's automatic reconnecting until the next change of its
 * configuration: a later loss of the network would keep the gateway off the cloud for good.
 */
public final class KuraCloudConnection implements CloudConnection {
    private static final Logger LOG = LoggerFactory.getLogger(KuraCloudConnection.class);
    private static final String PID = "kura.service.pid";

    private static final long QUIESCE_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 250;
    private static final long RETRY_SECONDS = 30;
    private static final int ATTEMPTS = 10;

    private final BundleContext context;
    private final String connectionPid;
    private final ServiceReference<?> dataService;
    private final ServiceReference<?> transport;

    private KuraCloudConnection(
            BundleContext context,
            String connectionPid,
            ServiceReference<?> dataService,
            ServiceReference<?> transport) {
        this.context = context;
        this.connectionPid = connectionPid;
        this.dataService = dataService;
        this.transport = transport;
    }

    /**
     * Finds the connection of a publisher, or null where it is none of Kura's data service.
     *
     * @param publisherPid the publisher's {@code kura.service.pid}
     */
    public static CloudConnection find(BundleContext context, String publisherPid) {
        Object endpoint = property(
                one(context, CloudPublisher.class.getName(), equal(publisherPid)), "cloud.endpoint.service.pid");
        if (!(endpoint instanceof String pid)) {
            return null;
        }
        ServiceReference<?> manager =
                one(context, "org.eclipse.kura.cloudconnection.CloudConnectionManager", equal(pid));
        ServiceReference<?> data = one(context, DataService.class.getName(), property(manager, "DataService.target"));
        ServiceReference<?> transport =
                one(context, DataTransportService.class.getName(), property(data, "DataTransportService.target"));
        return transport == null ? null : new KuraCloudConnection(context, pid, data, transport);
    }

    @Override
    public Diagnosis diagnose() throws KuraException {
        int most = number(dataService, "in-flight-messages.max-number", 9);
        Set<Integer> inFlight = isConnected() ? inFlight() : Set.of();
        if (inFlight.size() < most) {
            return Diagnosis.notStuck("");
        }
        String held = "The cloud connection " + connectionPid + " is up, but all " + most
                + " in-flight slots of its data service " + dataService.getProperty(PID) + " are taken";
        String remedy = "Set in-flight-messages.congestion-timeout of the data service to 30 (s)";
        int congestionSeconds = number(dataService, "in-flight-messages.congestion-timeout", 0);
        if (congestionSeconds > 0) {
            // Kura reconnects by itself.
            return Diagnosis.notStuck(held);
        }
        if (Boolean.FALSE.equals(transport.getProperty("clean-session"))) {
            return new Diagnosis(
                    Finding.STUCK_FOR_GOOD,
                    held + ", and no reconnect frees them while clean-session of its transport is false. Set it to"
                            + " true. " + remedy,
                    inFlight);
        }
        return new Diagnosis(Finding.STUCK, held + ". " + remedy, inFlight);
    }

    private Set<Integer> inFlight() throws KuraException {
        try {
            return context.getService(dataService) instanceof DataService service
                    ? Set.copyOf(service.getInFlightMessageIds(".*"))
                    : Set.of();
        } finally {
            context.ungetService(dataService);
        }
    }

    private boolean isConnected() {
        try {
            return context.getService(transport) instanceof DataTransportService service && service.isConnected();
        } finally {
            context.ungetService(transport);
        }
    }

    @Override
    public boolean reconnect(Pause pause) throws InterruptedException {
        try {
            if (!(context.getService(transport) instanceof DataTransportService service)) {
                return false;
            }
            boolean byItself = Boolean.TRUE.equals(dataService.getProperty("connect.auto-on-startup"));
            service.disconnect(QUIESCE_MILLIS);
            long intervalSeconds = number(dataService, "connect.retry-interval", 60);
            return reconnect(service, pause, byItself ? 2 * intervalSeconds + RETRY_SECONDS : 0);
        } finally {
            context.ungetService(transport);
        }
    }

    /** Waits for Kura's own reconnecting, and connects where it does not happen. */
    private boolean reconnect(DataTransportService service, Pause pause, long patienceSeconds)
            throws InterruptedException {
        try {
            long waitSeconds = patienceSeconds;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (awaitConnected(service, pause, waitSeconds)) {
                    return true;
                }
                connect(service);
                waitSeconds = RETRY_SECONDS;
            }
            return service.isConnected();
        } catch (InterruptedException e) {
            // The bundle stops. A connection that Kura will not bring back must not stay down because of it.
            if (patienceSeconds == 0 && !service.isConnected()) {
                connect(service);
            }
            throw e;
        }
    }

    private static boolean awaitConnected(DataTransportService service, Pause pause, long seconds)
            throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!service.isConnected()) {
            if (System.nanoTime() >= endNanos) {
                return false;
            }
            pause.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private void connect(DataTransportService service) {
        try {
            service.connect();
        } catch (KuraConnectException | IllegalStateException e) {
            // Expected while the broker is away, and where Kura was faster: the next check tells.
            LOG.info("Connecting {} failed: {}", connectionPid, String.valueOf(e.getMessage()));
        }
    }

    private static int number(ServiceReference<?> reference, String name, int otherwise) {
        return reference.getProperty(name) instanceof Number number ? number.intValue() : otherwise;
    }

    private static Object property(ServiceReference<?> reference, String name) {
        return reference == null ? null : reference.getProperty(name);
    }

    private static String equal(String pid) {
        return "(" + PID + "=" + pid.replaceAll("[\\\\*()]", "\\\\$0") + ")";
    }

    private static ServiceReference<?> one(BundleContext context, String type, Object filter) {
        if (!(filter instanceof String text)) {
            return null;
        }
        try {
            ServiceReference<?>[] found = context.getServiceReferences(type, text);
            return found != null && found.length == 1 ? found[0] : null;
        } catch (InvalidSyntaxException e) {
            LOG.debug("Not a filter: {}", text, e);
            return null;
        }
    }
}
