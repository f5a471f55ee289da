package io.millwright.operation.act;

import io.millwright.decision.AssetFitness;
import io.millwright.decision.CapturedData;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Feedback;
import io.millwright.decision.Fitness;
import io.millwright.decision.Opinion;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.model.ModelException;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelVersion;
import io.millwright.operation.resource.Action;
import io.millwright.operation.view.Plc;
import io.millwright.supervision.Pausable;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A gateway's services as other bundles bring them, which note what they are told: one model, pipeline, asset and advice. */
public final class ActedOn implements ModelLifecycle, Pausable, Feedback, Recommendations, Fitness, CapturedData {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CaptureActs captures;
    boolean away;
    /** What an erasure waits for; null for nothing. */
    volatile CountDownLatch held;

    private Pause pause;

    /** Creates one whose erasures are waited for as long as they last. */
    public ActedOn() {
        this(TimeUnit.MINUTES.toMillis(5));
    }

    /** Creates one of which whoever erases is told after so long that it has begun. */
    ActedOn(long patienceMillis) {
        captures = new CaptureActs(() -> here(this), patienceMillis);
    }

    /** Returns the acts of the room upon it, but diagnostics. */
    public List<Action> acts() {
        List<Action> acts = new ArrayList<>(new ModelActs(() -> List.of(this)).all());
        acts.addAll(new TrustActs(() -> new Plc(done::add).offered("plc")).all());
        acts.addAll(new PipelineActs(() -> List.of(this)).all());
        acts.addAll(new OpinionActs(
                        () -> here(this),
                        () -> here(this).stream()
                                .<Recommendations>map(each -> each)
                                .toList(),
                        () -> here(this))
                .all());
        acts.addAll(new PlannerActs(() -> away ? List.of() : List.of(new PlansOn(done))).all());
        acts.addAll(captures.all());
        return acts;
    }

    private <T> Optional<T> here(T service) {
        return away ? Optional.empty() : Optional.of(service);
    }

    /** Waits for what is at work. */
    void close() {
        captures.close();
    }

    /** Returns what was done. */
    public List<String> done() {
        return done;
    }

    private record Version(String version, State state) implements ModelVersion {
        @Override
        public String sha256() {
            return "";
        }

        @Override
        public long sinceMicros() {
            return 0;
        }

        @Override
        public String reason() {
            return "";
        }

        @Override
        public boolean barred() {
            return false;
        }

        @Override
        public long bytes() {
            return 0;
        }
    }

    @Override
    public String name() {
        return "wear";
    }

    @Override
    public List<ModelVersion> versions() {
        return List.of(
                new Version("1.1.0", ModelVersion.State.SHADOW), new Version("1.0.0", ModelVersion.State.ACTIVE));
    }

    @Override
    public void shadow(String version) throws ModelException {
        if (!version.equals("1.1.0")) {
            throw new ModelException("version " + version + " is not kept", false);
        }
        done.add("shadow wear " + version);
    }

    @Override
    public void canary() {
        done.add("canary wear");
    }

    @Override
    public void promote() {
        done.add("promote wear");
    }

    @Override
    public void rollBack(String why) {
        done.add("rollBack wear: " + why);
    }

    @Override
    public void reject(String why) {
        done.add("reject wear: " + why);
    }

    @Override
    public void pin(String version) throws ModelException {
        if (version.equals("9")) {
            throw new ModelException("there is no version 9", false);
        }
        done.add(("pin wear " + version).strip());
    }

    @Override
    public String pid() {
        return "line1";
    }

    @Override
    public boolean pause(String who, String why) {
        done.add("pause line1 by " + who + ": " + why);
        pause = new Pause(who, why, 1);
        return true;
    }

    @Override
    public boolean resume() {
        done.add("resume line1");
        pause = null;
        return true;
    }

    @Override
    public Pause paused() {
        return pause;
    }

    @Override
    public Given give(Opinion opinion) {
        done.add(opinion.verdict() + " " + opinion.pipeline() + " " + opinion.asset() + " " + opinion.run() + " "
                + opinion.sequence() + " " + opinion.label() + " by " + opinion.who());
        return new Given(opinion, 1);
    }

    @Override
    public List<Given> latest(String pipeline, String asset, int most) {
        return List.of();
    }

    @Override
    public List<Recommendation> open() {
        return List.of();
    }

    @Override
    public List<Recommendation> recent() {
        return List.of();
    }

    @Override
    public Recommendation approve(String id, String who, String comment) {
        return answered("approve ", id, who, comment);
    }

    @Override
    public Recommendation reject(String id, String who, String comment) {
        return answered("reject ", id, who, comment);
    }

    private Recommendation answered(String how, String id, String who, String comment) {
        if (!id.equals("r1")) {
            throw new IllegalArgumentException(id + " is not open");
        }
        done.add(how + id + " by " + who + ": " + comment);
        return (Recommendation) Proxy.newProxyInstance(
                Recommendation.class.getClassLoader(),
                new Class<?>[] {Recommendation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> id;
                    case "who" -> who;
                    case "status" -> Recommendation.Status.APPROVED;
                    default -> null;
                });
    }

    @Override
    public DriftLevel level(String pipeline, String asset) {
        return DriftLevel.NONE;
    }

    @Override
    public List<AssetFitness> assets(String pipeline) {
        return List.of();
    }

    @Override
    public boolean renew(String pipeline, String asset) {
        return watched("renew ", pipeline, asset);
    }

    @Override
    public boolean accept(String pipeline, String asset) {
        return watched("accept ", pipeline, asset);
    }

    private boolean watched(String how, String pipeline, String asset) {
        boolean watched = asset.equals("m");
        if (watched) {
            done.add(how + pipeline + " " + asset);
        }
        return watched;
    }

    @Override
    public boolean feedback(String pipeline, String asset, boolean wrong) {
        return false;
    }

    @Override
    public List<String> pipelines() {
        return List.of();
    }

    @Override
    public List<Segment> segments(String pipeline) {
        return List.of();
    }

    @Override
    public InputStream open(String pipeline, String name) {
        return InputStream.nullInputStream();
    }

    @Override
    public Erased erase(Erasure request) {
        awaitHeld();
        done.add("erase " + request.pipeline() + " " + request.asset() + " " + request.fromMicros() + " "
                + request.toMicros() + " by " + request.who());
        return new Erased(3, 1);
    }

    private void awaitHeld() {
        CountDownLatch wait = held;
        try {
            if (wait != null && !wait.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
