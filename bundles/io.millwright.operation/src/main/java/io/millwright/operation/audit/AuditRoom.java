package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.form.Diagnosis;
import io.millwright.operation.Settings;
import io.millwright.operation.Trouble;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Record;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where acts and other changes are written down: {@code <Kura data directory>/millwright/audit}, and a line each in Kura's own audit
 * log. Every line of an act is on the disk before the act is. Thread-safe.
 */
@Component(
        service = {Record.class, Trouble.class, AuditRoom.class},
        immediate = true)
public final class AuditRoom implements Record, Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRoom.class);
    /** Kura's audit log takes what is logged under this name. */
    private static final Logger KURA = LoggerFactory.getLogger("AuditLogger");

    private static final int WARN_PERCENT = 80;
    private static final int MOST_OPEN = 100;
    private static final long STOP_LIMIT_MILLIS = 4_000;

    private final AuditLog log;
    private final Path folder;
    private final Map<String, Deque<Long>> open = new HashMap<>();
    private final Thread first = new Thread(this::verifyFirst, "millwright-operation-audit");
    private volatile String unwritable = "";
    private volatile String fault = "";
    private volatile boolean looked;
    private volatile int usedPercent;
    private long written;
    private long lost;

    /** Called by the component runtime. */
    @Activate
    public AuditRoom(@Reference SystemService system, @Reference Settings settings) {
        this(Path.of(system.getKuraDataDirectory()), settings, Clock.systemUTC());
    }

    @Activate
    void activate() {
        first.setContextClassLoader(AuditRoom.class.getClassLoader());
        first.setDaemon(true);
        first.start();
    }

    AuditRoom(Path kuraDataDirectory, Settings settings, Clock clock) {
        folder = kuraDataDirectory.resolve("millwright").resolve("audit");
        log = new AuditLog(folder, () -> settings.inForce().auditBudgetBytes(), clock);
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        first.join(STOP_LIMIT_MILLIS);
    }

    /** Reading a full audit takes a second or two, which the runtime's thread does not have. */
    void verifyFirst() {
        try {
            verdict();
        } catch (IOException e) {
            LOG.warn("The audit in {} cannot be read: {}", folder, e.toString());
        } finally {
            looked = true;
        }
    }

    private AuditVerifier.Verdict verdict() throws IOException {
        AuditVerifier.Verdict verdict = log.verify();
        usedPercent = log.usedPercent();
        if (!verdict.fault().equals(fault)) {
            fault = verdict.fault();
            if (!fault.isEmpty()) {
                LOG.error("The audit in {} is not as it was written: {}", folder, fault);
            }
        }
        return verdict;
    }

    @Override
    public void begin(Caller caller, String action, JsonObject fields) throws Refusal {
        try {
            long sequence =
                    write(new AuditLog.Entry(caller.name(), caller.road().name(), action, fields, "", 0), true);
            synchronized (open) {
                Deque<Long> begun = open.computeIfAbsent(key(caller, action), key -> new ArrayDeque<>());
                begun.addLast(sequence);
                if (begun.size() > MOST_OPEN) {
                    begun.removeFirst();
                }
            }
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    action + " cannot be written down: " + e,
                    "make room on the disk, or look into " + folder);
        }
    }

    @Override
    public void end(Caller caller, String action, String outcome) {
        long begun = 0;
        synchronized (open) {
            Deque<Long> all = open.get(key(caller, action));
            if (all != null) {
                begun = all.removeLast();
                if (all.isEmpty()) {
                    open.remove(key(caller, action));
                }
            }
        }
        note(new AuditLog.Entry(caller.name(), caller.road().name(), action, new JsonObject(), outcome, begun));
    }

    private static String key(Caller caller, String action) {
        return caller.road() + " " + caller.name() + " " + action;
    }

    /**
     * Writes down what happened without a call of ours: a configuration, a package, a model, a keystore that changed.
     *
     * @param what such as {@code configuration/changed}
     */
    void happened(String what, JsonObject fields) {
        note(new AuditLog.Entry("gateway", Caller.Road.ITSELF.name(), what, fields, "", 0));
    }

    private void note(AuditLog.Entry entry) {
        try {
            write(entry, false);
        } catch (IOException e) {
            // Told as trouble, and in Kura's audit log.
            LOG.debug("Not written down: {}", entry, e);
        }
    }

    private long write(AuditLog.Entry entry, boolean force) throws IOException {
        KURA.info("Millwright {}", told(entry));
        try {
            long sequence = log.write(entry, force);
            usedPercent = log.usedPercent();
            counted(true);
            if (!unwritable.isEmpty()) {
                unwritable = "";
                LOG.info("The audit is written again");
            }
            return sequence;
        } catch (IOException e) {
            counted(false);
            if (unwritable.isEmpty()) {
                LOG.error(
                        "The audit in {} cannot be written: {}; it is in the gateway's audit log only",
                        folder,
                        e.toString());
            }
            unwritable = e.toString();
            throw e;
        }
    }

    private static String told(AuditLog.Entry entry) {
        String text = entry.action() + " by " + entry.who() + " over " + entry.road() + " "
                + Redacted.fields(entry.fields()) + " " + entry.outcome();
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ").strip();
    }

    private synchronized void counted(boolean kept) {
        if (kept) {
            written++;
        } else {
            lost++;
        }
    }

    /** Returns a page of the audit, the newest line first. */
    JsonObject document(Page page) throws IOException {
        AuditVerifier.Verdict verdict = looked ? verdict() : null;
        JsonArray items = new JsonArray();
        log.newest(page.from(), page.size()).forEach(items::add);
        JsonObject document = new JsonObject();
        if (verdict == null) {
            // The first look takes a second or two on a full audit.
            return document.add("verified", Json.NULL).add("from", page.from()).add("items", items);
        }
        long total = verdict.last() - verdict.first() + 1;
        document.add("verified", verdict.intact())
                .add("fault", verdict.fault())
                .add("lastSha256", verdict.lastSha256())
                .add("usedPercent", usedPercent)
                .add("total", total)
                .add("from", page.from())
                .add("items", items);
        long next = (long) page.from() + items.size();
        return next < total ? document.add("next", next) : document;
    }

    @Override
    public Diagnosis trouble() {
        Diagnosis found = Diagnosis.NONE;
        if (!unwritable.isEmpty()) {
            found = found.and(new Diagnosis(
                    "the audit cannot be written: " + unwritable + "; nothing that needs to be audited is done",
                    "make room on the disk, or give Kura the rights to " + folder));
        }
        if (!fault.isEmpty()) {
            found = found.and(new Diagnosis(
                    "the audit is not as it was written: " + fault,
                    "save " + folder + " and find out who has access to this gateway's files"));
        }
        if (usedPercent >= WARN_PERCENT) {
            found = found.and(new Diagnosis(
                    "the audit takes " + usedPercent + " % of its budget; the oldest entries go when it is full",
                    "save the entries that you need, or raise Audit, MB"));
        }
        return found;
    }

    @Override
    public synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("audit.written", written);
        counters.put("audit.lost", lost);
        return counters;
    }
}
