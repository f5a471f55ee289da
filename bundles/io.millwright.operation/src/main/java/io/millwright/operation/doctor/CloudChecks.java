package io.millwright.operation.doctor;

import io.millwright.operation.doctor.Finding.Code;
import io.millwright.operation.doctor.Surroundings.Kind;
import io.millwright.operation.view.Configurations;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The way from the publishers of pipelines and planners to the broker: what Kura's own settings do to messages there. */
final class CloudChecks implements Check {
    private static final String RATE_AVERAGE = "rate.limit.average";
    private static final String RATE_ENABLED = "enable.rate.limit";
    private static final String RATE_UNIT = "rate.limit.time.unit";
    private static final String CAPACITY = "store.capacity";
    private static final String CONGESTION = "in-flight-messages.congestion-timeout";
    private static final String AUTO_CONNECT = "connect.auto-on-startup";

    /** Of Kura's as shipped; what is below holds too little for an outage of hours. */
    private static final long LEAST_CAPACITY = 10_000;

    /** More is not advised: the housekeeper has to come more often there. */
    private static final long MOST_CAPACITY = 100_000;

    private static final String HOUSEKEEPER = "store.housekeeper-interval";
    private static final String PURGE_AGE = "store.purge-age";
    private static final long SHIPPED_HOUSEKEEPER_SECONDS = 900;
    private static final long SHIPPED_PURGE_SECONDS = 60;

    private static final int THROTTLED_FROM = 5;
    private static final int SAFE_CONGESTION_SECONDS = 30;
    private static final int SAFE_AVERAGE = 20;

    @Override
    public List<Finding> look(Surroundings gateway) {
        List<Finding> found = new ArrayList<>();
        Set<String> endpoints = new LinkedHashSet<>();
        for (Map<String, Object> each : Fields.publishing(gateway)) {
            String publisher = Configurations.chosen(Configurations.text(each, Fields.PUBLISHER));
            Fields.component(gateway, publisher)
                    .ifPresent(properties -> publisher(gateway, publisher, properties, found, endpoints));
        }
        if (endpoints.isEmpty()) {
            // Before the first pipeline is made: whichever connection it will use must hold what it sends.
            endpoints.addAll(gateway.pids(Kind.ENDPOINT));
        }
        Set<String> looked = new LinkedHashSet<>();
        for (String endpoint : endpoints) {
            Optional<Map<String, Object>> cloud = Fields.component(gateway, endpoint);
            cloud.ifPresent(properties -> connection(endpoint, properties, found));
            String data = cloud.map(all -> Configurations.chosen(Configurations.text(all, "DataService.target")))
                    .orElse("");
            Optional<Map<String, Object>> service = Fields.component(gateway, data);
            if (service.isPresent() && looked.add(data)) {
                dataService(gateway, data, service.get(), found);
            }
        }
        return found.stream().distinct().toList();
    }

    private static void publisher(
            Surroundings gateway,
            String pid,
            Map<String, Object> properties,
            List<Finding> found,
            Set<String> endpoints) {
        if (Fields.whole(properties, "qos", 0) == 0) {
            found.add(Finding.of(
                            Code.QOS_ZERO,
                            pid,
                            "qos",
                            0,
                            "messages are sent once and never confirmed: what the broker does not get is gone, and nobody notices",
                            "the publisher's field qos is 0, which is Kura's default",
                            "set QoS to 1")
                    .fixedBy(1));
        }
        String endpoint = Configurations.text(properties, "cloud.endpoint.service.pid");
        endpoints.add(endpoint);
        boolean there = gateway.pids(Kind.ENDPOINT).contains(endpoint);
        if (!there) {
            found.add(Finding.of(
                    Code.PUBLISHER_WITHOUT_CONNECTION,
                    pid,
                    "cloud.endpoint.service.pid",
                    endpoint,
                    "the publisher's cloud connection is not there, so nothing can leave",
                    "cloud connections there: " + gateway.pids(Kind.ENDPOINT),
                    "create the cloud connection, or create the publisher anew below one that exists"));
        } else if (!gateway.connected(endpoint).orElse(true)) {
            found.add(Finding.of(
                    Code.NOT_CONNECTED,
                    endpoint,
                    "",
                    "disconnected",
                    "the cloud connection is not connected; messages wait in Kura's store",
                    "the connection says so",
                    "Cloud Connections: connect, and look at the broker's address and login"));
        }
    }

    private static void connection(String pid, Map<String, Object> properties, List<Finding> found) {
        if (Fields.flag(properties, "encode.gzip", true)) {
            found.add(Finding.of(
                    Code.PAYLOAD_COMPRESSED,
                    pid,
                    "encode.gzip",
                    true,
                    "messages may come compressed: a receiver that does not look for gzip's first bytes (1f 8b) takes them for broken",
                    "the connection's field encode.gzip",
                    "nothing to do where receivers know; else set it to false"));
        }
    }

    private static void dataService(
            Surroundings gateway, String pid, Map<String, Object> properties, List<Finding> found) {
        store(gateway, Configurations.text(properties, "store.db.service.pid"), found);
        boolean limited = Fields.flag(properties, RATE_ENABLED, true) && throttled(gateway);
        double perSecond = limited ? averagePerSecond(properties) : 0;
        if (limited && perSecond <= 1) {
            perSecond = SAFE_AVERAGE;
            int average = (int) (SAFE_AVERAGE * unitSeconds(properties));
            found.add(Finding.of(
                            Code.RATE_LIMIT_LOW,
                            pid,
                            RATE_AVERAGE,
                            Configurations.text(properties, RATE_AVERAGE),
                            "at most one message per second leaves the gateway; many decisions share a message and arrive later, and after"
                                    + " an outage the store empties at that pace",
                            RATE_ENABLED + " is on, " + RATE_AVERAGE + " per "
                                    + Configurations.text(properties, RATE_UNIT),
                            "raise Rate Limit Average to " + average + ", which is " + SAFE_AVERAGE + " per second")
                    .fixedBy(average));
        }
        capacity(pid, properties, perSecond, found);
        if (Fields.whole(properties, CONGESTION, 0) == 0) {
            found.add(Finding.of(
                            Code.CONGESTION_TIMEOUT_OFF,
                            pid,
                            CONGESTION,
                            0,
                            "the cloud connection can stop sending while it says connected; Kura leaves it so, and only publishers of "
                                    + "Millwright that may reconnect it do, after a while",
                            "measured on Kura 5.6 with a near broker: silent after 2 minutes (docs/operations.md, Publisher)",
                            "set In-flight-messages Congestion-timeout to " + SAFE_CONGESTION_SECONDS)
                    .fixedBy(SAFE_CONGESTION_SECONDS));
        }
        if (!Fields.flag(properties, AUTO_CONNECT, false)) {
            found.add(Finding.of(
                            Code.AUTO_CONNECT_OFF,
                            pid,
                            AUTO_CONNECT,
                            false,
                            "after a restart of the gateway the cloud stays away until somebody connects by hand",
                            "the data service's field " + AUTO_CONNECT,
                            "switch Connect Auto-on-startup on")
                    .fixedBy(true));
        }
    }

    /** Delivered messages stay until the housekeeper comes and they are old enough: the store has to hold what leaves until then. */
    private static void capacity(String pid, Map<String, Object> properties, double perSecond, List<Finding> found) {
        long keptSeconds = Math.max(0, Fields.whole(properties, HOUSEKEEPER, SHIPPED_HOUSEKEEPER_SECONDS))
                + Math.max(0, Fields.whole(properties, PURGE_AGE, SHIPPED_PURGE_SECONDS));
        long delivered = (long) Math.ceil(perSecond * keptSeconds);
        long least = Math.max(LEAST_CAPACITY, Math.min(MOST_CAPACITY, delivered));
        long capacity = Fields.whole(properties, CAPACITY, LEAST_CAPACITY);
        if (capacity >= least) {
            return;
        }
        String shorter = delivered > MOST_CAPACITY ? ", and shorten " + HOUSEKEEPER : "";
        found.add(Finding.of(
                        Code.STORE_CAPACITY_LOW,
                        pid,
                        CAPACITY,
                        capacity,
                        "Kura's store takes " + capacity
                                + " messages, delivered ones included until its housekeeper comes; what comes"
                                + " beyond is refused and waits in memory, 10,000 decisions at most",
                        "the data service's field " + CAPACITY
                                + (delivered > LEAST_CAPACITY
                                        ? "; the rate limit lets " + delivered + " messages go within the "
                                                + keptSeconds + " s of " + HOUSEKEEPER + " and " + PURGE_AGE
                                        : ""),
                        "set Store Capacity to " + least + " or to what the longest outage needs" + shorter)
                .fixedBy((int) least));
    }

    private static void store(Surroundings gateway, String pid, List<Finding> found) {
        String url = Fields.component(gateway, pid)
                .map(all -> Configurations.text(all, "db.connector.url"))
                .orElse("");
        if (url.startsWith("jdbc:h2:mem:")) {
            found.add(Finding.of(
                    Code.STORE_IN_MEMORY,
                    pid,
                    "db.connector.url",
                    url,
                    "messages that wait for the cloud are in memory alone: a power cut or a crash loses all of them",
                    "measured on Kura 5.6: 60 of 60 queued messages lost after kill -9",
                    "H2DbService: set db.connector.url to a file, for example"
                            + " jdbc:h2:file:/opt/eclipse/kura/data/kuradb;DB_CLOSE_ON_EXIT=FALSE; it costs writes on the flash, and what"
                            + " waits now is lost with the change"));
        }
    }

    private static double averagePerSecond(Map<String, Object> properties) {
        return (double) Fields.whole(properties, RATE_AVERAGE, 1) / unitSeconds(properties);
    }

    private static long unitSeconds(Map<String, Object> properties) {
        return switch (Configurations.text(properties, RATE_UNIT)) {
            case "MINUTES" -> 60;
            case "HOURS" -> 3_600;
            case "DAYS" -> 86_400;
            default -> 1;
        };
    }

    /** Kura slows what has a priority of 5 or more down; a publisher that is still to be made has 7. */
    private static boolean throttled(Surroundings gateway) {
        List<Map<String, Object>> publishers = Fields.ofFactory(gateway, Configurations.PIPELINES).stream()
                .map(pipeline -> Configurations.chosen(Configurations.text(pipeline, "CloudPublisher.target")))
                .flatMap(publisher -> Fields.component(gateway, publisher).stream())
                .toList();
        return publishers.isEmpty()
                || publishers.stream()
                        .anyMatch(properties -> Fields.whole(properties, "priority", 7) >= THROTTLED_FROM);
    }
}
