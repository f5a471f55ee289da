package io.millwright.operation.setup;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.MappingProposals;
import io.millwright.model.Model;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Services;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.ServerDiscovery;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.Tag;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * One set-up at a time, from an address to decisions in the cloud. Until it is saved its components are drafts: real ones, without a
 * snapshot of their own and without a publisher. What it made is written down and can be undone, also after a restart. Thread-safe.
 */
@Component(service = SetUp.class)
public final class SetUp {
    static final int MOST_TAGS = 500;
    private static final String NAME = "plc";
    private static final long ASK_MILLIS = 8_000;
    private static final long COME_MILLIS = 20_000;

    private final Services services;
    private final Reach reach;
    private final Components components;
    private final Keystores keystores;
    private final Clouds clouds;
    private final Preview preview;
    private final DraftFile file;
    private final Nodes nodes = new Nodes();
    private final Work work = new Work();

    private volatile Draft draft;
    private volatile ServerOffer offer;
    private volatile List<CertificateFacts> own = List.of();
    private volatile List<MappingProposals.Proposal> proposed = List.of();
    private volatile List<Fitting> fitting = List.of();

    /** Called by the component runtime. */
    @Activate
    public SetUp(
            BundleContext context,
            @Reference Services services,
            @Reference Configurations configurations,
            @Reference ConfigurationService configuration,
            @Reference CryptoService crypto,
            @Reference SystemService system) {
        Path data = Path.of(system.getKuraDataDirectory());
        this.services = services;
        reach = new Reach(context);
        components = new Components(configuration, configurations);
        keystores = new Keystores(reach, components, configurations, crypto, data);
        clouds = new Clouds(reach, configurations, components);
        preview = new Preview(context);
        file = new DraftFile(data);
        draft = file.read();
        preview.of(draft.isSaved() ? "" : draft.text(Draft.PIPELINE));
    }

    @Deactivate
    void close() {
        work.close();
        preview.of("");
    }

    /** Asks a server what it offers. */
    JsonObject endpoints(String url) throws Refusal {
        return work.begin("endpoints", () -> {
            offer = null;
            offer = reach.with(ServerDiscovery.class, "", discovery -> discovery.endpoints(url, ASK_MILLIS));
            return offer.endpoints().size() + " ways to connect";
        });
    }

    /** How to connect. */
    record Way(String url, String policy, String mode, String user, String password) {}

    /** Makes keystore and connection; what an unfinished set-up left goes first. */
    JsonObject connect(Way way) throws Refusal {
        return work.begin("connect", () -> {
            if (!draft.isSaved()) {
                undone();
            }
            nodes.forget();
            own = List.of();
            proposed = List.of();
            fitting = List.of();
            String connection = components.free(NAME);
            boolean secured = !way.policy().equals("None");
            Map<String, Object> values = values(way, connection);
            write(Draft.NONE.with(Draft.URL, way.url()).with(Draft.CONNECTION, connection));
            if (secured) {
                values.put("KeystoreService.target", Components.target(keystore()));
            }
            work.progress("the connection " + connection + " is made");
            components.create(Keystores.CONNECTIONS, connection, values);
            Components.await(connection, COME_MILLIS, () -> reach.has(TagBrowser.class, connection));
            if (secured) {
                work.progress("the gateway's certificate is made");
                Components.came(COME_MILLIS, () -> !lookAtOwn().isEmpty());
            }
            return connection + " is there";
        });
    }

    private Map<String, Object> values(Way way, String connection) throws Stuck {
        Map<String, Object> values = new HashMap<>();
        values.put("endpoint.url", way.url());
        values.put("security.policy", way.policy());
        values.put("security.mode", way.mode());
        values.put("keystore.alias", connection);
        values.put("tags", "");
        if (!way.user().isEmpty()) {
            values.put("user.name", way.user());
            values.put("user.password", keystores.encrypted(way.password()));
        }
        return values;
    }

    private String keystore() throws Stuck {
        String present = keystores.present().orElse("");
        if (!present.isEmpty()) {
            write(draft.with(Draft.KEYSTORE, present));
            return present;
        }
        String pid = keystores.freeName();
        work.progress("the keystore " + pid + " is made");
        write(draft.with(Draft.KEYSTORE, pid)
                .with(Draft.KEYSTORE_FILE, keystores.file(pid).toString()));
        keystores.make(pid);
        return pid;
    }

    private List<CertificateFacts> lookAtOwn() throws Stuck, InterruptedException {
        own = reach.with(TagBrowser.class, connection(), browser -> browser.ownCertificates(ASK_MILLIS));
        return own;
    }

    /** Trusts the certificate that a person has compared. */
    JsonObject trust(String sha256, String who) throws Refusal {
        drafted(Draft.CONNECTION, "connect first");
        return work.begin("trust", () -> {
            TagBrowser.Approval approval =
                    reach.with(TagBrowser.class, connection(), browser -> browser.approve(sha256, who, ASK_MILLIS));
            if (approval.changed()) {
                write(draft.with(Draft.TRUSTED, sha256));
            }
            offer = reach.with(TagBrowser.class, connection(), browser -> browser.endpoints("", ASK_MILLIS));
            return approval.text();
        });
    }

    /** Lists the children of a node, or more of them. */
    JsonObject browse(String node, boolean more) throws Refusal {
        drafted(Draft.CONNECTION, "connect first");
        return work.begin(
                "browse",
                () -> reach.with(TagBrowser.class, connection(), browser -> nodes.browse(browser, node, more)));
    }

    /** Returns what is known of a node's children; looks at their values anew where they are old. */
    JsonObject nodes(String node) {
        if (nodes.isStale(node)) {
            work.look(() -> reach.with(TagBrowser.class, connection(), browser -> nodes.read(browser, node)));
        }
        return nodes.document(node);
    }

    /** Makes tags of nodes, and of every variable below folders. */
    JsonObject choose(List<String> chosen, List<String> folders) throws Refusal {
        underWay();
        drafted(Draft.CONNECTION, "connect first");
        return work.begin("tags", () -> {
            Map<String, TagNode> wanted = new LinkedHashMap<>();
            for (String nodeId : chosen) {
                TagNode node = nodes.node(nodeId);
                if (node == null) {
                    throw new Stuck("the node " + nodeId + " was not browsed", "open its folder again");
                }
                wanted.put(nodeId, node);
            }
            for (String folder : folders) {
                reach.with(TagBrowser.class, connection(), browser -> nodes.below(browser, folder))
                        .forEach(node -> wanted.putIfAbsent(node.nodeId(), node));
            }
            List<TagNode> usable = wanted.values().stream()
                    .filter(node -> node.kind() == TagNode.Kind.VARIABLE && node.delivers() != Tag.Kind.UNKNOWN)
                    .toList();
            if (usable.isEmpty() || usable.size() > MOST_TAGS) {
                throw new Stuck(
                        usable.size() + " variables that can be tags are chosen",
                        "choose 1 to " + MOST_TAGS + "; more go into the connection's form");
            }
            components.update(connection(), Map.of("tags", nodes.table(usable)));
            work.progress("the values of " + usable.size() + " tags begin to come");
            Components.await(usable.size() + " tags", COME_MILLIS, () -> tags().size() == usable.size());
            Components.came(COME_MILLIS / 4, () -> tags().stream().noneMatch(tag -> tag.kind() == Tag.Kind.UNKNOWN));
            proposed = List.of();
            proposeTheOnly();
            int left = wanted.size() - usable.size();
            return usable.size() + " tags" + (left == 0 ? "" : "; " + left + " are no values that a tag can have");
        });
    }

    List<Tag> tags() {
        return services.source(connection())
                .map(source -> source.service().tags())
                .orElse(List.of());
    }

    /** Where the tags are those of one installed model, that one is chosen. */
    private void proposeTheOnly() throws Stuck, InterruptedException {
        fitting = fits();
        String only = Fitting.only(fitting);
        Optional<Model> model = installed(only);
        if (model.isPresent()) {
            proposeFor(only, model.get());
        }
    }

    private Optional<Model> installed(String name) {
        return services.models().stream()
                .filter(each -> each.pid().equals(name))
                .map(Services.Offered::service)
                .findFirst();
    }

    private List<Fitting> fits() throws Stuck, InterruptedException {
        return reach.has(MappingProposals.class, "")
                ? reach.with(MappingProposals.class, "", service -> Fitting.of(services.models(), service, tags()))
                : List.of();
    }

    private void proposeFor(String name, Model model) throws Stuck, InterruptedException {
        proposed = reach.with(MappingProposals.class, "", service -> service.propose(model, tags()));
        write(draft.with(Draft.MODEL, name));
    }

    /** Proposes which tag fills which input of a model. */
    JsonObject model(String name) throws Refusal {
        underWay();
        drafted(Draft.CONNECTION, "connect first");
        Model model = installed(name)
                .orElseThrow(() ->
                        Refusal.field("model", "there is no model '" + name + "'", "install it, or choose another"));
        return work.begin("model", () -> {
            if (fitting.isEmpty()) {
                // After a restart: which models decide about whole parts is told again.
                fitting = fits();
            }
            proposeFor(name, model);
            long found = proposed.stream().filter(each -> !each.tag().isEmpty()).count();
            return found + " of " + proposed.size() + " inputs have a tag";
        });
    }

    /** Makes the draft's pipeline, or changes it: from then on it says what the model would decide. */
    JsonObject preview(Wanted wanted) throws Refusal {
        underWay();
        drafted(Draft.MODEL, "choose a model first");
        wanted.refuseNone(tags());
        return work.begin("preview", () -> {
            String model = draft.text(Draft.MODEL);
            long rowPeriodMillis = installed(model).map(Model::rowPeriodMillis).orElse(0L);
            Map<String, Object> values = wanted.values(connection(), model, rowPeriodMillis);
            String pid = draft.text(Draft.PIPELINE);
            if (!pid.isEmpty() && !draft.isPreviewed()) {
                // Of a model that was tried before this one.
                preview.of("");
                components.delete(pid);
                pid = "";
            }
            if (pid.isEmpty() || !components.exists(pid)) {
                pid = components.free(connection() + "-" + model);
                write(draft.with(Draft.PIPELINE, pid).with(Draft.PREVIEWED, model));
                preview.of(pid);
                components.create(Configurations.PIPELINES, pid, values);
            } else {
                preview.changed();
                components.update(pid, values);
            }
            return pid + " decides; nothing is published";
        });
    }

    /** Publishes: by a publisher that is there, or a new one of a cloud connection; then one snapshot keeps all. */
    JsonObject save(String publisher, String connection) throws Refusal {
        underWay();
        drafted(Draft.PIPELINE, "look at the preview first");
        if (!draft.isPreviewed()) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "the preview is of another model than " + draft.text(Draft.MODEL),
                    "look at the preview of this one first");
        }
        if (publisher.isEmpty()
                ? !clouds.canPublish(connection)
                : !clouds.publishers().contains(publisher)) {
            throw Refusal.field(
                    publisher.isEmpty() ? "connection" : "publisher",
                    "'" + publisher + connection + "' is none that can publish",
                    "choose one of the list");
        }
        return work.begin("save", () -> {
            String target = publisher.isEmpty() ? draft.text(Draft.PUBLISHER) : publisher;
            if (target.isEmpty()) {
                target = components.free("decisions");
                write(draft.with(Draft.PUBLISHER, target));
                clouds.make(connection, target);
            }
            components.update(draft.text(Draft.PIPELINE), Map.of("CloudPublisher.target", Components.target(target)));
            components.snapshot();
            write(draft.with(Draft.SAVED, Long.toString(System.currentTimeMillis())));
            preview.of("");
            return draft.text(Draft.PIPELINE) + " publishes by " + target;
        });
    }

    /** Takes back what the last set-up made. */
    JsonObject undo() throws Refusal {
        if (draft.isNone()) {
            throw Refusal.of(Refusal.Kind.CONFLICT, "there is nothing to undo", "");
        }
        return work.begin("undo", () -> {
            String did = undone();
            offer = null;
            return did;
        });
    }

    private String undone() throws Stuck, InterruptedException {
        if (draft.isNone()) {
            return "";
        }
        preview.of("");
        String did = new Undo(components, keystores).of(draft);
        write(Draft.NONE);
        nodes.forget();
        own = List.of();
        proposed = List.of();
        fitting = List.of();
        return did;
    }

    private void write(Draft next) throws Stuck {
        file.write(next);
        draft = next;
    }

    private void drafted(String what, String remedy) throws Refusal {
        if (draft.text(what).isEmpty()) {
            throw Refusal.of(Refusal.Kind.CONFLICT, "the set-up has no " + what + " yet", remedy);
        }
    }

    /** Refuses where there is nothing to go on with: it is saved, or a restart took it away. */
    private void underWay() throws Refusal {
        if (draft.isSaved()) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "the set-up is saved",
                    "change what it made in the forms, or begin anew by connecting");
        }
        if (isGone(draft)) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    connection() + " is gone: what is not published yet does not outlive a restart of the gateway",
                    "ask the server what it offers, and connect again");
        }
    }

    /** A draft is in no snapshot, and Kura starts with what is in its last one. */
    private boolean isGone(Draft now) {
        String connection = now.text(Draft.CONNECTION);
        return !now.isSaved() && !connection.isEmpty() && !work.isRunning() && !components.exists(connection);
    }

    private String connection() {
        return draft.text(Draft.CONNECTION);
    }

    /** Returns how far it is. */
    JsonObject document() {
        Draft now = draft;
        if (own.isEmpty() && !now.text(Draft.KEYSTORE).isEmpty() && !now.isSaved()) {
            work.look(() -> lookAtOwn().size() + "");
        }
        JsonObject document = new JsonObject().add("work", work.document());
        SetUpDocument.offer(document, offer);
        SetUpDocument.draft(document, now, services.supervised(), own);
        if (isGone(now)) {
            document.add("gone", now.text(Draft.CONNECTION));
        }
        SetUpDocument.mapping(document, proposed, tags(), nodes);
        document.add("fitting", Fitting.document(fitting));
        preview.addTo(document);
        return document.add("clouds", clouds.document());
    }
}
