package io.millwright.inference;

import io.millwright.inference.worker.WorkerFailed;

/** What a worker's failure says of the model in it. */
final class WorkerRefusals {
    private WorkerRefusals() {}

    /** @param key open, run or trial */
    static ModelRefused of(String key, WorkerFailed e, StagedModel staged) {
        String file = staged.description().onnx().file();
        return switch (e.end()) {
            case REFUSED -> {
                String text = EngineTrouble.text(e.code(), e.getMessage(), staged.onnx());
                yield EngineTrouble.passes(e.code(), e.getMessage())
                        ? ModelChecks.notNow(file, key, text, e)
                        : key.equals("open")
                                ? ModelChecks.notOpening(file, text, e)
                                : ModelChecks.notRunning(file, text, e);
            }
            case OVER -> ModelRefused.forTime(file, key, e.getMessage(), e);
            case DIED, EXITED -> new ModelRefused(
                    file,
                    key,
                    e.getMessage(),
                    "ends the process in which it is tried, so it is not let into the gateway",
                    "export the model again, without operators of its own and for less memory",
                    e);
            case NOT_STARTED -> ModelRefused.forNow(
                    file, key, e.getMessage(), "cannot be tried", "look after the gateway's Java and disk", e);
        };
    }

    /** The same of a model that was accepted before: whatever happened to its process, it is opened again. */
    static ModelRefused ofAccepted(String key, WorkerFailed e, StagedModel staged) {
        return ModelRefused.forNow(
                staged.description().onnx().file(),
                key,
                e.getMessage(),
                "was accepted before, and does not open now",
                "look after the gateway's memory and processor time",
                e);
    }
}
