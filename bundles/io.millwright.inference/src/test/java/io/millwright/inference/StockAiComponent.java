package io.millwright.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.ai.inference.InferenceEngineService;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.ai.inference.TensorDescriptor;

/**
 * Calls an engine as the AI component of Kura 5.1 to 6 does, its faults included: it loads what is loaded, keeps a model's
 * information for ever, and shares with all others of its kind where it puts the descriptors of the inputs that it is about to
 * fill. Values instead of typed values; a list of records comes out, one per tensor.
 */
final class StockAiComponent {
    /** Where every component puts its descriptors before it makes tensors of them. */
    private static volatile List<TensorDescriptor> descriptorsOfAll;

    /** Tensors that were made of other descriptors than those that were put there. */
    static final AtomicLong MIXES = new AtomicLong();

    private final InferenceEngineService engine;
    private final List<String> names;
    private final Map<String, ModelInfo> infos = new HashMap<>();

    /** Called between putting descriptors and using them: the moment of the fault. */
    private final Runnable between;

    /** @param names of preprocessor, model and postprocessor, as many as there are */
    StockAiComponent(InferenceEngineService engine, Runnable between, String... names) {
        this.engine = engine;
        this.between = between;
        this.names = List.of(names);
    }

    /** A record comes; returns what is emitted, nothing while the engine is not ready. */
    synchronized List<Map<String, Object>> receive(Map<String, Object> record) throws KuraException {
        if (!engine.isEngineReady()) {
            return List.of();
        }
        for (String name : names) {
            if (!infos.containsKey(name)) {
                infos.put(name, info(name));
            }
        }
        List<Tensor> tensors = tensors(infos.get(names.get(0)).getInputs(), record);
        for (String name : names) {
            tensors = engine.infer(infos.get(name), tensors);
        }
        List<Map<String, Object>> emitted = new ArrayList<>();
        for (Tensor tensor : tensors) {
            emitted.add(Map.of(tensor.getDescriptor().getName(), only(tensor)));
        }
        return emitted;
    }

    private ModelInfo info(String name) throws KuraException {
        if (engine.isModelLoaded(name)) {
            engine.loadModel(name, Optional.empty());
        }
        return engine.getModelInfo(name).orElseThrow(() -> new KuraException(KuraErrorCode.INVALID_PARAMETER));
    }

    private List<Tensor> tensors(List<TensorDescriptor> own, Map<String, Object> record) throws KuraException {
        descriptorsOfAll = own;
        between.run();
        List<TensorDescriptor> used = descriptorsOfAll;
        if (used != own) {
            MIXES.incrementAndGet();
        }
        List<Tensor> tensors = new ArrayList<>();
        for (TensorDescriptor descriptor : used) {
            Object value = record.get(descriptor.getName());
            if (value == null) {
                throw new KuraException(KuraErrorCode.NOT_FOUND);
            }
            tensors.add(tensor(descriptor, value));
        }
        return tensors;
    }

    /** The tensor's class is the value's, whatever the descriptor says. */
    static Tensor tensor(TensorDescriptor descriptor, Object value) {
        if (value instanceof byte[] bytes) {
            List<Byte> all = new ArrayList<>();
            for (byte one : bytes) {
                all.add(one);
            }
            return new Tensor(Byte.class, descriptor, all);
        }
        return one(descriptor, value.getClass(), value);
    }

    private static <T> Tensor one(TensorDescriptor descriptor, Class<T> type, Object value) {
        return new Tensor(type, descriptor, List.of(type.cast(value)));
    }

    private static Object only(Tensor tensor) throws KuraException {
        List<?> data = tensor.getData(tensor.getType()).orElseThrow();
        if (data.size() != 1) {
            throw new KuraException(KuraErrorCode.IO_ERROR);
        }
        Object value = data.get(0);
        if (!(value instanceof Boolean
                || value instanceof Float
                || value instanceof Double
                || value instanceof Integer
                || value instanceof Long
                || value instanceof String)) {
            throw new IllegalArgumentException(String.valueOf(value.getClass()));
        }
        return value;
    }
}
