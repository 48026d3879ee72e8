<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>GeoRefer</name>
    <message>
        <source>Explain phrase</source>
        <translation>解释短语</translation>
    </message>
    <message>
        <source>Shows how GeoRefer reads a phrase: what is looked for, where, how many, in which order, and which words it does not know. Nothing is searched.</source>
        <translation>显示 GeoRefer 如何理解一条短语：要找什么、在哪里、多少个、按什么顺序，以及哪些词不认识。不进行任何搜索。</translation>
    </message>
    <message>
        <source>Phrase</source>
        <translation>短语</translation>
    </message>
    <message>
        <source>The phrase as it is read</source>
        <translation>对短语的理解</translation>
    </message>
    <message>
        <source>The reading as JSON</source>
        <translation>理解结果（JSON）</translation>
    </message>
    <message>
        <source>The phrase is empty. Say what to look for: "red building top-left"</source>
        <translation>短语为空。请输入要找的对象，例如“左上角的红色建筑物”</translation>
    </message>
    <message>
        <source>"{words}" was not understood</source>
        <translation>未能理解“{words}”</translation>
    </message>
    <message>
        <source>Going on from the finished tiles</source>
        <translation>从已完成的瓦片继续</translation>
    </message>
    <message>
        <source>Computing on {device}: {reason}</source>
        <translation>计算设备 {device}：{reason}</translation>
    </message>
    <message>
        <source>{done} of {total} tiles</source>
        <translation>瓦片 {done} / {total}</translation>
    </message>
    <message>
        <source>The engine's result {file} cannot be opened</source>
        <translation>无法打开引擎的结果 {file}</translation>
    </message>
    <message>
        <source>The output cannot be written: {reason}</source>
        <translation>无法写入输出：{reason}</translation>
    </message>
    <message>
        <source>GeoRefer</source>
        <translation>GeoRefer</translation>
    </message>
    <message>
        <source>Fetching {width} x {height} pixels of the layer</source>
        <translation>正在获取图层的 {width} x {height} 像素</translation>
    </message>
    <message>
        <source>{count} picture(s) of the layer did not come: {reason}</source>
        <translation>图层有 {count} 幅图像未能获取：{reason}</translation>
    </message>
    <message>
        <source>Segment by phrase</source>
        <translation>按短语分割</translation>
    </message>
    <message>
        <source>Finds what a phrase refers to, such as "red building top-left" or "the two largest tanks", and returns polygons with score, area and perimeter. Words of place, size and order mean the whole extent. The engine computes on this machine; no data leaves it.</source>
        <translation>查找短语所指的对象，例如“左上角的红色建筑物”或“最大的两个储罐”，返回带有得分、面积和周长的多边形。表示位置、大小和次序的词针对整个范围。引擎在本机计算，数据不会离开本机。</translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>Extent (the whole layer if not set)</source>
        <translation>范围（不设置则为整个图层）</translation>
    </message>
    <message>
        <source>Layers that the phrase names, such as [Railway]</source>
        <translation>短语中提到的图层，例如 [Railway]</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Number of objects</source>
        <translation>对象数量</translation>
    </message>
    <message>
        <source>Run report as JSON</source>
        <translation>运行报告（JSON）</translation>
    </message>
    <message>
        <source>Bands, one or three (what the layer shows if not set)</source>
        <translation>波段，一个或三个（不设置则与图层显示一致）</translation>
    </message>
    <message>
        <source>Model: its id or folder</source>
        <translation>模型：标识或文件夹</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Tile size in pixels (speed and memory, never the result)</source>
        <translation>瓦片大小，以像素计（只影响速度和内存，不影响结果）</translation>
    </message>
    <message>
        <source>Pixel size in map units, for layers that are no files such as WMS</source>
        <translation>像素大小，以地图单位计，用于 WMS 等非文件图层</translation>
    </message>
    <message>
        <source>Least probability of a pixel</source>
        <translation>像素的最低概率</translation>
    </message>
    <message>
        <source>Least score of an object</source>
        <translation>对象的最低得分</translation>
    </message>
    <message>
        <source>Least area in m² (what the model can resolve if not set)</source>
        <translation>最小面积，以 m² 计（不设置则为模型能分辨的最小面积）</translation>
    </message>
    <message>
        <source>Square up nearly rectangular outlines</source>
        <translation>将近似矩形的轮廓直角化</translation>
    </message>
    <message>
        <source>{count} object(s): {reading}</source>
        <translation>{count} 个对象：{reading}</translation>
    </message>
    <message>
        <source>The model never learned "{word}"</source>
        <translation>模型没有学过“{word}”</translation>
    </message>
    <message>
        <source>Select by phrase</source>
        <translation>按短语选择</translation>
    </message>
    <message>
        <source>Chooses polygons of a layer by a phrase, such as "the two largest buildings within 200 m of [Railway]", and copies them with all their fields. A field says what each polygon is. No model and no raster is needed.</source>
        <translation>用短语从图层中选择多边形，例如“[Railway]周围200米内最大的两座建筑物”，并连同全部字段一起复制。由一个字段说明每个多边形是什么。不需要模型，也不需要栅格。</translation>
    </message>
    <message>
        <source>Layer with polygons</source>
        <translation>多边形图层</translation>
    </message>
    <message>
        <source>Field that says what each polygon is</source>
        <translation>说明多边形是什么的字段</translation>
    </message>
    <message>
        <source>Field that says its colour</source>
        <translation>说明颜色的字段</translation>
    </message>
    <message>
        <source>Selected polygons</source>
        <translation>选中的多边形</translation>
    </message>
    <message>
        <source>Number of polygons</source>
        <translation>多边形数量</translation>
    </message>
    <message>
        <source>{count} of {total} polygons: {reading}</source>
        <translation>{total} 个多边形中的 {count} 个：{reading}</translation>
    </message>
    <message>
        <source>The engine is ready</source>
        <translation>引擎已就绪</translation>
    </message>
    <message>
        <source>The engine is starting</source>
        <translation>引擎正在启动</translation>
    </message>
    <message>
        <source>Installing the engine</source>
        <translation>正在安装引擎</translation>
    </message>
    <message>
        <source>runs on {device}</source>
        <translation>运行于 {device}</translation>
    </message>
    <message>
        <source>Choose the folder of a model</source>
        <translation>选择模型所在的文件夹</translation>
    </message>
    <message>
        <source>It computes on this machine; installing downloads about {download} GB and needs {disk} GB of disk</source>
        <translation>引擎在本机计算；安装需下载约 {download} GB，占用约 {disk} GB 磁盘空间</translation>
    </message>
    <message>
        <source>The engine is not installed yet</source>
        <translation>引擎尚未安装</translation>
    </message>
    <message>
        <source>{megabytes} MB</source>
        <translation>{megabytes} MB</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>files are missing</source>
        <translation>缺少文件</translation>
    </message>
    <message>
        <source>"{word}" is not a word this model knows</source>
        <translation>该模型不认识“{word}”这个词</translation>
    </message>
    <message>
        <source>The project has no vector layer [{name}]</source>
        <translation>工程中没有矢量图层 [{name}]</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>one</source>
        <translation>一个</translation>
    </message>
    <message>
        <source>Save to a GeoPackage, or add to one</source>
        <translation>保存到 GeoPackage，或追加到已有的 GeoPackage</translation>
    </message>
    <message>
        <source>GeoPackage (*.gpkg)</source>
        <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
        <source>{count} object(s) saved to {file}</source>
        <translation>已将 {count} 个对象保存到 {file}</translation>
    </message>
    <message>
        <source>{count} object(s) added to {layer}; not saved there yet</source>
        <translation>已将 {count} 个对象添加到 {layer}；该图层尚未保存</translation>
    </message>
    <message>
        <source>There is no polygon layer to add to</source>
        <translation>没有可添加到的多边形图层</translation>
    </message>
    <message>
        <source>Make one active in the layer tree, then add again</source>
        <translation>请在图层树中激活一个多边形图层，然后重新添加</translation>
    </message>
    <message>
        <source>{stage}, {percent} %</source>
        <translation>{stage}，{percent} %</translation>
    </message>
    <message>
        <source>Outlining what was found</source>
        <translation>正在勾绘找到的对象</translation>
    </message>
    <message>
        <source>Open a raster layer first</source>
        <translation>请先打开栅格图层</translation>
    </message>
    <message>
        <source>Type what to find</source>
        <translation>请输入要查找的内容</translation>
    </message>
    <message>
        <source>{count} picture(s) of the map service did not come; nothing can be found there</source>
        <translation>地图服务有 {count} 幅图片未返回；这些位置无法查找</translation>
    </message>
    <message>
        <source>The diagnostics report is on the clipboard</source>
        <translation>诊断报告已复制到剪贴板</translation>
    </message>
    <message>
        <source>The layer "{layer}" shows nothing there</source>
        <translation>图层“{layer}”在该处没有内容</translation>
    </message>
    <message>
        <source>Choose an extent that overlaps the layer</source>
        <translation>请选择与图层重叠的范围</translation>
    </message>
    <message>
        <source>The picture of the layer would have {width} x {height} pixels</source>
        <translation>图层的图像将有 {width} x {height} 像素</translation>
    </message>
    <message>
        <source>Choose a smaller extent, or coarser pixels</source>
        <translation>请选择更小的范围，或更大的像素</translation>
    </message>
    <message>
        <source>The layer "{layer}" cannot be read</source>
        <translation>无法读取图层“{layer}”</translation>
    </message>
    <message>
        <source>Repair its data source, or choose another layer</source>
        <translation>请修复其数据源，或选择其他图层</translation>
    </message>
    <message>
        <source>Fetching "{layer}"</source>
        <translation>正在获取“{layer}”</translation>
    </message>
    <message>
        <source>The service of the layer "{layer}" does not give its pictures</source>
        <translation>图层“{layer}”的服务没有返回图像</translation>
    </message>
    <message>
        <source>Try again later, or choose a smaller extent</source>
        <translation>请稍后重试，或选择更小的范围</translation>
    </message>
    <message>
        <source>Choose a place and a scale at which the layer shows something</source>
        <translation>请选择该图层有内容可显示的位置和比例尺</translation>
    </message>
    <message>
        <source>The disk has {free} MB left, and the picture of the layer needs {needed} MB</source>
        <translation>磁盘剩余 {free} MB，而图层的图像需要 {needed} MB</translation>
    </message>
    <message>
        <source>Make room, choose a smaller extent, or another cache folder</source>
        <translation>请腾出空间，选择更小的范围，或另选缓存文件夹</translation>
    </message>
    <message>
        <source>The picture of the layer cannot be written</source>
        <translation>无法写入图层的图像</translation>
    </message>
    <message>
        <source>Check that the cache folder can be written and that the disk has room</source>
        <translation>请确认缓存文件夹可写入且磁盘有空间</translation>
    </message>
    <message>
        <source>Reading the layers of the phrase</source>
        <translation>正在读取短语中的图层</translation>
    </message>
    <message>
        <source>A layer that the phrase names cannot be written for the engine</source>
        <translation>无法为引擎写出短语中提到的图层</translation>
    </message>
    <message>
        <source>Check that the layer can be read and that the cache folder can be written</source>
        <translation>请确认该图层可读取且缓存文件夹可写入</translation>
    </message>
    <message>
        <source>There is no raster layer to search</source>
        <translation>没有可搜索的栅格图层</translation>
    </message>
    <message>
        <source>Choose a raster layer that can be read</source>
        <translation>请选择可读取的栅格图层</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选中 {count} 个</translation>
    </message>
    <message>
        <source>No rectangle is drawn</source>
        <translation>尚未绘制矩形</translation>
    </message>
    <message>
        <source>Draw one on the map, or choose another place</source>
        <translation>请在地图上绘制矩形，或选择其他范围</translation>
    </message>
    <message>
        <source>There is no polygon layer with a selection</source>
        <translation>没有带选择的多边形图层</translation>
    </message>
    <message>
        <source>Make a polygon layer active and select polygons, or choose another place</source>
        <translation>请激活多边形图层并选择多边形，或选择其他范围</translation>
    </message>
    <message>
        <source>Nothing is selected in the layer "{layer}"</source>
        <translation>图层“{layer}”中没有选中任何要素</translation>
    </message>
    <message>
        <source>Select polygons on the map, or choose another place</source>
        <translation>请在地图上选择多边形，或选择其他范围</translation>
    </message>
    <message>
        <source>{count} polygons are selected</source>
        <translation>已选中 {count} 个多边形</translation>
    </message>
    <message>
        <source>Select {most} at most, or dissolve them first</source>
        <translation>最多可选 {most} 个，或先将它们融合</translation>
    </message>
    <message>
        <source>The selected polygons have no area</source>
        <translation>选中的多边形没有面积</translation>
    </message>
    <message>
        <source>Select others, or repair them with Fix geometries</source>
        <translation>请选择其他多边形，或用“修正几何图形”修复</translation>
    </message>
    <message>
        <source>The place lies outside of the layer "{layer}"</source>
        <translation>该范围位于图层“{layer}”之外</translation>
    </message>
    <message>
        <source>Move the map to the layer, or choose another place</source>
        <translation>请将地图移到该图层，或选择其他范围</translation>
    </message>
    <message>
        <source>Tell QGIS the CRS of the layer, or choose the whole layer</source>
        <translation>请为该图层指定 CRS，或选择整个图层</translation>
    </message>
    <message>
        <source>Find what a phrase refers to in a raster layer</source>
        <translation>在栅格图层中查找短语所指的对象</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Install engine</source>
        <translation>安装引擎</translation>
    </message>
    <message>
        <source>Options...</source>
        <translation>选项...</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>{message}. {remedy}</source>
        <translation>{message}。{remedy}</translation>
    </message>
    <message>
        <source>A run for "{phrase}" was broken off; {count} polygon(s) of its finished tiles are kept</source>
        <translation>“{phrase}”的运行曾被中断；已保留完成瓦片中的 {count} 个多边形</translation>
    </message>
    <message>
        <source>Stopped. What the finished tiles held is kept; the same run again goes on from there</source>
        <translation>已停止。已完成图块中的结果已保留；再次运行相同的查找会从该处继续</translation>
    </message>
    <message>
        <source>Keep as layer</source>
        <translation>保留为图层</translation>
    </message>
    <message>
        <source>Tidying the cache of GeoRefer</source>
        <translation>正在清理 GeoRefer 的缓存</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a Python</source>
        <translation>选择 Python</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Starts the engine with this Python</source>
        <translation>用此 Python 启动引擎</translation>
    </message>
    <message>
        <source>No engine is installed yet. Install it from the GeoRefer dock.</source>
        <translation>尚未安装引擎。请在 GeoRefer 面板中安装。</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Copy diagnostics report</source>
        <translation>复制诊断报告</translation>
    </message>
    <message>
        <source>The proxy is that of QGIS (Options &gt; Network).</source>
        <translation>代理沿用 QGIS 的设置（选项 &gt; 网络）。</translation>
    </message>
    <message>
        <source>{message}. {remedy}.</source>
        <translation>{message}。{remedy}。</translation>
    </message>
    <message>
        <source>Python of the engine</source>
        <translation>引擎的 Python</translation>
    </message>
    <message>
        <source>An environment of your own with the packages of requirements.lock. Empty: the engine that the dock has installed.</source>
        <translation>您自己的环境，其中装有 requirements.lock 列出的软件包。留空：使用面板安装的引擎。</translation>
    </message>
    <message>
        <source>The installed engine</source>
        <translation>已安装的引擎</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Automatic takes a GPU that has passed a test, otherwise the CPU.</source>
        <translation>自动：使用通过测试的 GPU，否则使用 CPU。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>NVIDIA or AMD GPU (CUDA)</source>
        <translation>NVIDIA 或 AMD GPU（CUDA）</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>Apple GPU（MPS）</translation>
    </message>
    <message>
        <source>Threads on the CPU</source>
        <translation>CPU 线程数</translation>
    </message>
    <message>
        <source>Fewer threads leave room for other work while a run is under way.</source>
        <translation>线程较少时，运行期间可为其他工作留出余量。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Cache folder</source>
        <translation>缓存文件夹</translation>
    </message>
    <message>
        <source>Holds exported imagery and unfinished runs. Empty: a folder in the profile of QGIS.</source>
        <translation>存放导出的影像和未完成的运行。留空：使用 QGIS 配置文件夹中的位置。</translation>
    </message>
    <message>
        <source>In the profile of QGIS</source>
        <translation>QGIS 配置文件夹中</translation>
    </message>
    <message>
        <source>Cache limit</source>
        <translation>缓存上限</translation>
    </message>
    <message>
        <source>Beyond this size the oldest files of the cache are removed.</source>
        <translation>超过此大小时，删除缓存中最旧的文件。</translation>
    </message>
    <message>
        <source>It works: Python {python}, torch {torch}, computing on {device}</source>
        <translation>可以使用：Python {python}，torch {torch}，计算设备 {device}</translation>
    </message>
    <message>
        <source>Take back: {step}</source>
        <translation>收回：{step}</translation>
    </message>
    <message>
        <source>GeoRefer: {phrase}</source>
        <translation>GeoRefer：{phrase}</translation>
    </message>
    <message>
        <source>Keeping what was found</source>
        <translation>正在保留找到的对象</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Looked for</source>
        <translation>查找目标</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Area (m²)</source>
        <translation>面积（m²）</translation>
    </message>
    <message>
        <source>Perimeter (m)</source>
        <translation>周长（m）</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Weights (SHA-256)</source>
        <translation>权重（SHA-256）</translation>
    </message>
    <message>
        <source>Raster</source>
        <translation>栅格</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Made (UTC)</source>
        <translation>创建时间（UTC）</translation>
    </message>
    <message>
        <source>Score of the objects</source>
        <translation>对象的得分</translation>
    </message>
    <message>
        <source>score below {upper:.2f}</source>
        <translation>得分低于 {upper:.2f}</translation>
    </message>
    <message>
        <source>score {lower:.2f} to {upper:.2f}</source>
        <translation>得分 {lower:.2f} 至 {upper:.2f}</translation>
    </message>
    <message>
        <source>{count} object(s) that "{phrase}" refers to in {raster}</source>
        <translation>{raster} 中“{phrase}”所指的 {count} 个对象</translation>
    </message>
    <message>
        <source>Read as: {reading}</source>
        <translation>理解为：{reading}</translation>
    </message>
    <message>
        <source>Found by {model} on {device}</source>
        <translation>由 {model} 在 {device} 上找到</translation>
    </message>
    <message>
        <source>GeoRefer run {run}</source>
        <translation>GeoRefer 运行 {run}</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist</source>
        <translation>文件夹 {folder} 不存在</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>请选择其他文件夹</translation>
    </message>
    <message>
        <source>{file} cannot be written: it or its folder is read-only</source>
        <translation>无法写入 {file}：该文件或其文件夹为只读</translation>
    </message>
    <message>
        <source>Choose another file or folder</source>
        <translation>请选择其他文件或文件夹</translation>
    </message>
    <message>
        <source>There is no room on the disk for {file}</source>
        <translation>磁盘空间不足，无法保存 {file}</translation>
    </message>
    <message>
        <source>Make room, or choose another disk</source>
        <translation>请腾出空间，或选择其他磁盘</translation>
    </message>
    <message>
        <source>{file} did not take the objects: the disk is full, or another program reads the file</source>
        <translation>{file} 未能写入对象：磁盘已满，或其他程序正在读取该文件</translation>
    </message>
    <message>
        <source>Make room or close it there, then save again</source>
        <translation>请腾出空间或在那里关闭它，然后重新保存</translation>
    </message>
    <message>
        <source>{file} is in use by another program or is being edited</source>
        <translation>{file} 正被其他程序使用或正在编辑</translation>
    </message>
    <message>
        <source>Close it there or stop editing, then save again</source>
        <translation>请在那里关闭它或停止编辑，然后重新保存</translation>
    </message>
    <message>
        <source>The layer "{layer}" shows {file}, so it cannot be replaced</source>
        <translation>图层“{layer}”正在显示 {file}，因此不能替换该文件</translation>
    </message>
    <message>
        <source>Append to it, choose another file, or remove that layer first</source>
        <translation>请追加到该文件、选择其他文件，或先移除该图层</translation>
    </message>
    <message>
        <source>{file} cannot be written</source>
        <translation>无法写入 {file}</translation>
    </message>
    <message>
        <source>{file} is not there or is no GeoPackage</source>
        <translation>{file} 不存在或不是 GeoPackage</translation>
    </message>
    <message>
        <source>Choose another file, or run the phrase again</source>
        <translation>请选择其他文件，或重新运行短语</translation>
    </message>
    <message>
        <source>{file} is no name of a GeoPackage</source>
        <translation>{file} 不是 GeoPackage 的文件名</translation>
    </message>
    <message>
        <source>End the name in .gpkg</source>
        <translation>文件名请以 .gpkg 结尾</translation>
    </message>
    <message>
        <source>The layer "{layer}" of {file} has other columns, or no polygons</source>
        <translation>{file} 中的图层“{layer}”字段不同，或没有多边形</translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation>请选择其他文件</translation>
    </message>
    <message>
        <source>no CRS</source>
        <translation>无 CRS</translation>
    </message>
    <message>
        <source>The objects in {file} have another CRS: {theirs}, not {ours}</source>
        <translation>{file} 中对象的 CRS 不同：是 {theirs}，不是 {ours}</translation>
    </message>
    <message>
        <source>The layer "{layer}" has edits that are not saved</source>
        <translation>图层“{layer}”有未保存的编辑</translation>
    </message>
    <message>
        <source>Save or discard its edits, then save the objects again</source>
        <translation>请保存或放弃这些编辑，然后重新保存对象</translation>
    </message>
    <message>
        <source>The layer "{layer}" cannot take polygons</source>
        <translation>图层“{layer}”不能接收多边形</translation>
    </message>
    <message>
        <source>Choose a polygon layer that can be edited</source>
        <translation>请选择可编辑的多边形图层</translation>
    </message>
    <message>
        <source>The objects cannot be placed in the CRS of the layer "{layer}"</source>
        <translation>无法将对象转换到图层“{layer}”的 CRS</translation>
    </message>
    <message>
        <source>Give both layers a CRS (Layer &gt; Set CRS of Layer), then try again</source>
        <translation>请为两个图层设置 CRS（图层 &gt; 设置图层CRS），然后重试</translation>
    </message>
    <message>
        <source>The layer "{layer}" was closed while objects were added</source>
        <translation>添加对象时图层“{layer}”已关闭</translation>
    </message>
    <message>
        <source>Start editing it, then add the objects again</source>
        <translation>请开始编辑该图层，然后重新添加对象</translation>
    </message>
    <message>
        <source>The objects cannot be written for an unexpected reason</source>
        <translation>由于意外原因，无法写入对象</translation>
    </message>
    <message>
        <source>Try another file; if it happens again, please report it with the details</source>
        <translation>请换一个文件；如再次发生，请附上详细信息报告</translation>
    </message>
    <message>
        <source>What is being found cannot be kept on disk; the run goes on</source>
        <translation>找到的对象无法存盘；运行仍在继续</translation>
    </message>
    <message>
        <source>Look for room in the cache folder, or choose another one in the options</source>
        <translation>请检查缓存文件夹的剩余空间，或在选项中另选文件夹</translation>
    </message>
    <message>
        <source>Keeping the objects of "{phrase}"</source>
        <translation>正在保留“{phrase}”的对象</translation>
    </message>
    <message>
        <source>Area ({unit})</source>
        <translation>面积（{unit}）</translation>
    </message>
    <message>
        <source>Perimeter ({unit})</source>
        <translation>周长（{unit}）</translation>
    </message>
    <message>
        <source>Saving objects to {file}</source>
        <translation>正在将对象保存到 {file}</translation>
    </message>
    <message>
        <source>Looking for unfinished runs</source>
        <translation>正在查找未完成的运行</translation>
    </message>
    <message>
        <source>Removing what is kept elsewhere</source>
        <translation>正在删除已另行保存的内容</translation>
    </message>
    <message>
        <source>Keeping what "{phrase}" had found</source>
        <translation>正在保留“{phrase}”已找到的对象</translation>
    </message>
    <message>
        <source>The run was broken off: these are the objects of its finished tiles, cut at tile borders and not chosen among by place, size or rank</source>
        <translation>运行曾被中断：这些是已完成瓦片中的对象，在瓦片边界处被切断，尚未按位置、大小或次序挑选</translation>
    </message>
    <message>
        <source>Fetching imagery, about {megabytes} MB</source>
        <translation>正在获取影像，约 {megabytes} MB</translation>
    </message>
    <message>
        <source>The cache folder cannot be written</source>
        <translation>无法写入缓存文件夹</translation>
    </message>
    <message>
        <source>Choose another one in the options, or free some disk</source>
        <translation>请在选项中另选文件夹，或腾出磁盘空间</translation>
    </message>
    <message>
        <source>Nothing was found: {reading}</source>
        <translation>没有找到对象：{reading}</translation>
    </message>
    <message>
        <source>{count} tile(s) could not be read</source>
        <translation>{count} 个瓦片无法读取</translation>
    </message>
    <message>
        <source>Run report</source>
        <translation>运行报告</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Imagery</source>
        <translation>影像</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>瓦片</translation>
    </message>
    <message>
        <source>Where was searched</source>
        <translation>搜索过程</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>用时（秒）</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>{total} in all: {run} computed, {gated} without anything relevant, {pruned} left out by the phrase, {cached} from before, {failed} not readable</source>
        <translation>共 {total} 个：已计算 {run} 个，无相关内容 {gated} 个，由短语排除 {pruned} 个，沿用以前 {cached} 个，无法读取 {failed} 个</translation>
    </message>
    <message>
        <source>{target}: {reason}, {tiles} of {total} tiles, {found} found</source>
        <translation>{target}：{reason}，瓦片 {tiles} / {total}，找到 {found} 个</translation>
    </message>
    <message>
        <source>GeoRefer: "{phrase}"</source>
        <translation>GeoRefer：“{phrase}”</translation>
    </message>
    <message>
        <source>could not start, a part of it is missing. Installing it again usually helps. ({reason})</source>
        <translation>无法启动，缺少一部分文件。重新安装通常可以解决。（{reason}）</translation>
    </message>
    <message>
        <source>Install it from the GeoRefer dock, or choose its Python in the options</source>
        <translation>请在 GeoRefer 面板中安装，或在选项中选择其 Python</translation>
    </message>
    <message>
        <source>The engine's Python {program} cannot be started</source>
        <translation>无法启动引擎的 Python {program}</translation>
    </message>
    <message>
        <source>Choose another one in the options, or install the engine again</source>
        <translation>请在选项中另选一个，或重新安装引擎</translation>
    </message>
    <message>
        <source>The engine does not answer</source>
        <translation>引擎没有响应</translation>
    </message>
    <message>
        <source>Choose another Python in the options, or install the engine again</source>
        <translation>请在选项中另选 Python，或重新安装引擎</translation>
    </message>
    <message>
        <source>The engine is of another version than the plugin ({engine}, not {plugin})</source>
        <translation>引擎与插件的版本不同（{engine}，而非 {plugin}）</translation>
    </message>
    <message>
        <source>Restart QGIS; if that does not help, install the engine again</source>
        <translation>请重启 QGIS；若仍不行，请重新安装引擎</translation>
    </message>
    <message>
        <source>The engine said something that the plugin does not understand</source>
        <translation>插件无法理解引擎返回的内容</translation>
    </message>
    <message>
        <source>Try again; if it happens again, please report it with the details</source>
        <translation>请重试；如再次发生，请附上详细信息报告</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly (code {code})</source>
        <translation>引擎意外终止（代码 {code}）</translation>
    </message>
    <message>
        <source>Run again to go on from the finished tiles; less memory is used with smaller tiles</source>
        <translation>重新运行即可从已完成的瓦片继续；瓦片越小，占用内存越少</translation>
    </message>
    <message>
        <source>No Python 3.10 or newer with venv was found</source>
        <translation>没有找到带 venv 的 Python 3.10 或更新版本</translation>
    </message>
    <message>
        <source>Install one from python.org or your system (Debian, Ubuntu: python3-venv)</source>
        <translation>请从 python.org 或您的系统安装（Debian、Ubuntu：python3-venv）</translation>
    </message>
    <message>
        <source>Another QGIS is installing the engine</source>
        <translation>另一个 QGIS 正在安装引擎</translation>
    </message>
    <message>
        <source>Wait until it has finished</source>
        <translation>请等待其完成</translation>
    </message>
    <message>
        <source>The engine does not fit into {folder}</source>
        <translation>{folder} 容纳不下引擎</translation>
    </message>
    <message>
        <source>It needs about {gigabytes} GB and a folder that can be written</source>
        <translation>需要约 {gigabytes} GB 空间和可写入的文件夹</translation>
    </message>
    <message>
        <source>The packages of the engine could not be installed</source>
        <translation>无法安装引擎的软件包</translation>
    </message>
    <message>
        <source>Check the network and the proxy, then install again: it goes on where it stopped</source>
        <translation>请检查网络和代理，然后重新安装：会从中断处继续</translation>
    </message>
    <message>
        <source>Looking for Python</source>
        <translation>正在查找 Python</translation>
    </message>
    <message>
        <source>Making an environment</source>
        <translation>正在创建环境</translation>
    </message>
    <message>
        <source>Downloading and installing packages</source>
        <translation>正在下载并安装软件包</translation>
    </message>
    <message>
        <source>Trying the engine</source>
        <translation>正在试运行引擎</translation>
    </message>
    <message>
        <source>Chosen bands</source>
        <translation>所选波段</translation>
    </message>
    <message>
        <source>Bands that are searched</source>
        <translation>要搜索的波段</translation>
    </message>
    <message>
        <source>As the map shows it</source>
        <translation>与地图显示一致</translation>
    </message>
    <message>
        <source>As the map shows it ({bands})</source>
        <translation>与地图显示一致（{bands}）</translation>
    </message>
    <message>
        <source>R</source>
        <translation>红</translation>
    </message>
    <message>
        <source>G</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>B</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Band shown as red</source>
        <translation>显示为红色的波段</translation>
    </message>
    <message>
        <source>Band shown as green</source>
        <translation>显示为绿色的波段</translation>
    </message>
    <message>
        <source>Band shown as blue</source>
        <translation>显示为蓝色的波段</translation>
    </message>
    <message>
        <source>{kind} {part}</source>
        <translation>{kind}{part}</translation>
    </message>
    <message>
        <source>find:</source>
        <translation>查找：</translation>
    </message>
    <message>
        <source>how many:</source>
        <translation>数量：</translation>
    </message>
    <message>
        <source>where:</source>
        <translation>位置：</translation>
    </message>
    <message>
        <source>which:</source>
        <translation>选取：</translation>
    </message>
    <message>
        <source>not understood:</source>
        <translation>未理解：</translation>
    </message>
    <message>
        <source>"{words}" is switched off; click to switch it on again</source>
        <translation>“{words}”已停用；单击可重新启用</translation>
    </message>
    <message>
        <source>"{words}" was not understood; click to say it differently</source>
        <translation>未能理解“{words}”；单击可换一种说法</translation>
    </message>
    <message>
        <source>"{words}" is what is looked for; click to change it</source>
        <translation>“{words}”是要查找的对象；单击可修改</translation>
    </message>
    <message>
        <source>"{words}" is read as "{reading}"; click to change it, the cross or Delete switches it off</source>
        <translation>“{words}”理解为“{reading}”；单击可修改，点叉号或按 Delete 键停用</translation>
    </message>
    <message>
        <source>Progress of the installation</source>
        <translation>安装进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The engine does not run</source>
        <translation>引擎未运行</translation>
    </message>
    <message>
        <source>Install it once, or choose a Python that has it in the options; it stays on this machine</source>
        <translation>只需安装一次，或在选项中选择已装有引擎的 Python；引擎只在本机运行</translation>
    </message>
    <message>
        <source>Install it again, or choose another Python in the options</source>
        <translation>请重新安装，或在选项中另选 Python</translation>
    </message>
    <message>
        <source>Model that searches</source>
        <translation>用于搜索的模型</translation>
    </message>
    <message>
        <source>Add a model...</source>
        <translation>添加模型...</translation>
    </message>
    <message>
        <source>{model}, {state}</source>
        <translation>{model}，{state}</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>尚无模型</translation>
    </message>
    <message>
        <source>More opt&amp;ions</source>
        <translation>更多选项(&amp;I)</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Right angles</source>
        <translation>直角化</translation>
    </message>
    <message>
        <source>Skip excluded places</source>
        <translation>跳过排除的位置</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>A matter of speed and memory; the objects stay the same</source>
        <translation>只影响速度和内存，对象不变</translation>
    </message>
    <message>
        <source>What neighbouring tiles share, so that no object is cut</source>
        <translation>相邻瓦片的共有部分，避免对象被切断</translation>
    </message>
    <message>
        <source>Lower: outlines take in more; higher: only what is sure</source>
        <translation>越低，轮廓包含越多；越高，只保留确定的部分</translation>
    </message>
    <message>
        <source>Smaller objects are dropped</source>
        <translation>舍弃更小的对象</translation>
    </message>
    <message>
        <source>Makes outlines rectangular where they nearly are</source>
        <translation>将近似矩形的轮廓变为矩形</translation>
    </message>
    <message>
        <source>Does not read places that the phrase excludes</source>
        <translation>不读取短语已排除的位置</translation>
    </message>
    <message>
        <source>Sets the options back to the usual ones</source>
        <translation>将选项恢复为默认值</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>瓦片大小</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Minimum area</source>
        <translation>最小面积</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Ru&amp;n</source>
        <translation>运行(&amp;N)</translation>
    </message>
    <message>
        <source>Searches for what the phrase says (Enter)</source>
        <translation>查找短语所说的对象（回车键）</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>查找(&amp;F)</translation>
    </message>
    <message>
        <source>Phrase that says what to look for</source>
        <translation>说明要查找什么的短语</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>要查找什么</translation>
    </message>
    <message>
        <source>Earlier phrases (up and down arrow)</source>
        <translation>以前的短语（上下方向键）</translation>
    </message>
    <message>
        <source>Raster layer to search in</source>
        <translation>要搜索的栅格图层</translation>
    </message>
    <message>
        <source>Where in the layer to search</source>
        <translation>在图层的哪里搜索</translation>
    </message>
    <message>
        <source>Draw the rectangle on the map</source>
        <translation>在地图上绘制矩形</translation>
    </message>
    <message>
        <source>Add a raster layer to the project to search in it</source>
        <translation>请向工程中添加要搜索的栅格图层</translation>
    </message>
    <message>
        <source>L&amp;ayer</source>
        <translation>图层(&amp;A)</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>整个图层</translation>
    </message>
    <message>
        <source>Map canvas</source>
        <translation>地图画布</translation>
    </message>
    <message>
        <source>Drawn rectangle</source>
        <translation>绘制的矩形</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Stops the run; what was found stays (Esc)</source>
        <translation>停止运行；保留已找到的对象（Esc 键）</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>{count} skipped</source>
        <translation>跳过 {count}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>For example:</source>
        <translation>例如：</translation>
    </message>
    <message>
        <source>red building top-left</source>
        <translation>左上角的红色建筑物</translation>
    </message>
    <message>
        <source>the two largest tanks</source>
        <translation>最大的两个储罐</translation>
    </message>
    <message>
        <source>all trees near the road</source>
        <translation>道路附近的所有树木</translation>
    </message>
    <message>
        <source>Click to take this phrase</source>
        <translation>单击以使用此短语</translation>
    </message>
    <message>
        <source>Click to change between one and all</source>
        <translation>单击可在“一个”和“全部”之间切换</translation>
    </message>
    <message>
        <source>The phrase says how many; change its words to change this</source>
        <translation>数量由短语指定；如需更改，请修改短语</translation>
    </message>
    <message>
        <source>how many: {count}</source>
        <translation>数量：{count}</translation>
    </message>
    <message>
        <source>Objects that were found</source>
        <translation>找到的对象</translation>
    </message>
    <message>
        <source>&amp;Zoom</source>
        <translation>缩放(&amp;Z)</translation>
    </message>
    <message>
        <source>Shows the object on the map (Enter)</source>
        <translation>在地图上显示该对象（回车键）</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Will be saved (Space)</source>
        <translation>将会保存（空格键）</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>舍弃</translation>
    </message>
    <message>
        <source>Will not be saved (Delete)</source>
        <translation>不会保存（Delete 键）</translation>
    </message>
    <message>
        <source>Objects: {count}</source>
        <translation>对象：{count}</translation>
    </message>
    <message>
        <source>Objects: {kept} of {count}</source>
        <translation>对象：{kept} / {count}</translation>
    </message>
    <message>
        <source>No object reaches this score. Lower it to see more.</source>
        <translation>没有对象达到此得分。降低得分可看到更多对象。</translation>
    </message>
    <message>
        <source>Polygons appear on the map while tiles finish.</source>
        <translation>随着瓦片完成，多边形会陆续出现在地图上。</translation>
    </message>
    <message>
        <source>The run was stopped; what its finished tiles held is kept.</source>
        <translation>运行已停止；已完成瓦片中的结果已保留。</translation>
    </message>
    <message>
        <source>The run did not come to its end.</source>
        <translation>运行未能完成。</translation>
    </message>
    <message>
        <source>Nothing was found. Search a larger place, or use fewer or other words.</source>
        <translation>没有找到对象。请扩大搜索范围，或减少、更换用词。</translation>
    </message>
    <message>
        <source>What is found is listed here, to be checked and saved.</source>
        <translation>找到的对象列在这里，供检查和保存。</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Enter zooms to it, Space or Delete drops it</source>
        <translation>按回车键缩放到该对象，按空格键或 Delete 键舍弃</translation>
    </message>
    <message>
        <source>Dropped: will not be saved; Space keeps it again</source>
        <translation>已舍弃：不会保存；按空格键可重新保留</translation>
    </message>
    <message>
        <source>Save to &amp;GeoPackage...</source>
        <translation>保存到 &amp;GeoPackage...</translation>
    </message>
    <message>
        <source>Saves the kept objects to a new file or adds them to one</source>
        <translation>将保留的对象保存到新文件，或追加到已有文件</translation>
    </message>
    <message>
        <source>Add to la&amp;yer</source>
        <translation>添加到图层(&amp;Y)</translation>
    </message>
    <message>
        <source>Adds the kept objects to a polygon layer that is being edited</source>
        <translation>将保留的对象添加到正在编辑的多边形图层</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Takes back what was added to the layer</source>
        <translation>收回添加到图层的对象</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Opens what was saved before</source>
        <translation>打开以前保存的结果</translation>
    </message>
    <message>
        <source>Options and diagnostics</source>
        <translation>选项和诊断</translation>
    </message>
    <message>
        <source>Hides objects of a lower score at once; nothing is searched anew</source>
        <translation>立即隐藏得分较低的对象；不会重新搜索</translation>
    </message>
    <message>
        <source>Score at least</source>
        <translation>最低得分</translation>
    </message>
    <message>
        <source>Shows what the run did: places, tiles, times</source>
        <translation>显示运行详情：位置、瓦片、用时</translation>
    </message>
</context>
</TS>
