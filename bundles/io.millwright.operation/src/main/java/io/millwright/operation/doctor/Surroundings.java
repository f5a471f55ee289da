package io.millwright.operation.doctor;

import io.millwright.model.Model;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the doctor reads of a gateway, so that a test can be one. */
interface Surroundings {
    /** Returns the properties of every configured component. */
    List<Map<String, Object>> components();

    /** Returns what says how it is. */
    List<Supervised> supervised();

    /** Returns the sources of tags. */
    List<Offered<TagSource>> sources();

    /** Returns the models that serve. */
    List<Offered<Model>> models();

    /** Returns the {@code kura.service.pid} of each service of a type that is there. */
    List<String> pids(Kind kind);

    /** Returns the certificates of keystores, by the keystore's pid and alias. */
    List<Held> certificates();

    /** Returns the bundles of ours. */
    List<Installed> bundles();

    /** Returns what is known of the machine and the JVM. */
    Machine machine();

    /** Returns whether a cloud connection is connected, empty where there is none of that pid. */
    Optional<Boolean> connected(String endpointPid);

    /** Kinds of Kura's services. */
    enum Kind {
        /** {@code CloudPublisher}. */
        PUBLISHER,
        /** {@code CloudEndpoint}. */
        ENDPOINT,
        /** {@code KeystoreService}. */
        KEYSTORE
    }

    /** A certificate and where it lies. */
    record Held(String keystorePid, String alias, boolean own, X509Certificate certificate) {}

    /** A bundle of ours. */
    record Installed(String name, String version, boolean active, boolean fragment) {}

    /**
     * The machine.
     *
     * @param nowMillis the clock
     * @param builtMillis when this bundle was built, 0 if that is not known
     * @param dataFolder Kura's data directory
     * @param dataFreeBytes free there
     * @param temporaryFolder of the JVM
     * @param temporaryFreeBytes free there
     * @param temporaryNoexec whether nothing can be executed from there
     * @param heapUsedBytes after the last collection, as far as the JVM says it
     * @param heapMostBytes at most
     */
    record Machine(
            long nowMillis,
            long builtMillis,
            String dataFolder,
            long dataFreeBytes,
            String temporaryFolder,
            long temporaryFreeBytes,
            boolean temporaryNoexec,
            long heapUsedBytes,
            long heapMostBytes) {}
}
