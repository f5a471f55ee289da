package io.millwright.inference.worker.child;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEpDevice;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Execution providers by the names that are typed for them, and which of them really runs the nodes of a graph. */
final class Providers {
    private static final int DEVICE = 0;
    private static final String OPENVINO_DEVICE = "device_type";

    /** Of a line of ONNX Runtime's profile, which has one event. */
    private static final Pattern NODE = Pattern.compile("\"cat\" ?: ?\"Node\".*\"name\" ?: ?\"([^\"]*)_kernel_time\"");

    private static final Pattern PROVIDER = Pattern.compile("\"provider\" ?: ?\"([^\"]+)\"");

    /** Libraries that this process has loaded; it cannot load one twice. */
    private final Set<String> loaded = new HashSet<>();

    /**
     * Adds a provider to the options of a session; ONNX Runtime puts its CPU provider behind it.
     *
     * @param library of a provider that is no part of this ONNX Runtime; "" for none
     */
    void add(
            OrtEnvironment environment,
            SessionOptions options,
            String provider,
            String library,
            Map<String, String> settings)
            throws OrtException {
        if (!library.isEmpty()) {
            if (!loaded.contains(library)) {
                environment.registerExecutionProviderLibrary(provider, library);
                loaded.add(library);
            }
            options.addExecutionProvider(devices(environment, provider), settings);
            return;
        }
        switch (provider) {
            case "CUDA" -> cuda(options, settings);
            case "TensorRT" -> tensorRt(options, settings);
            case "OpenVINO" -> options.addOpenVINO(settings.getOrDefault(OPENVINO_DEVICE, "CPU"));
            case "QNN" -> options.addQnn(settings);
            case "XNNPACK" -> options.addXnnpack(settings);
            default -> options.addExecutionProvider(devices(environment, provider), settings);
        }
    }

    private static List<OrtEpDevice> devices(OrtEnvironment environment, String provider) throws OrtException {
        List<OrtEpDevice> devices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (OrtEpDevice device : environment.getEpDevices()) {
            names.add(device.getEpName());
            if (device.getEpName().equals(provider)) {
                devices.add(device);
            }
        }
        if (devices.isEmpty()) {
            throw new IllegalStateException("no device of the name " + provider + " is offered, there are " + names);
        }
        return devices;
    }

    private static void cuda(SessionOptions options, Map<String, String> settings) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(DEVICE)) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                cuda.add(setting.getKey(), setting.getValue());
            }
            options.addCUDA(cuda);
        }
    }

    private static void tensorRt(SessionOptions options, Map<String, String> settings) throws OrtException {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(DEVICE)) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                tensorRt.add(setting.getKey(), setting.getValue());
            }
            options.addTensorrt(tensorRt);
        }
    }

    /** Returns how many nodes each provider has run, from ONNX Runtime's profile. */
    static Map<String, Integer> nodes(Path profile) throws IOException {
        Map<String, Set<String>> nodes = new HashMap<>();
        try (Stream<String> lines = Files.lines(profile)) {
            lines.forEach(line -> {
                Matcher node = NODE.matcher(line);
                Matcher provider = PROVIDER.matcher(line);
                if (node.find() && provider.find()) {
                    nodes.computeIfAbsent(provider.group(1), any -> new HashSet<>())
                            .add(node.group(1));
                }
            });
        }
        Map<String, Integer> counts = new HashMap<>();
        nodes.forEach((provider, names) -> counts.put(provider, names.size()));
        return counts;
    }
}
