<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>GeoRefer</name>
    <message>
        <source>Outline objects by points</source>
        <translation>按点勾画对象</translation>
    </message>
    <message>
        <source>Outlines what lies under points, or in boxes, such as buildings, cars and ships, and returns polygons with score, area and perimeter. Each point is an object of its own, unless a field says which points belong together. The engine computes on this machine; no data leaves it.</source>
        <translation>勾画点下面或框里面的东西，如建筑物、汽车和船只，并返回带有得分、面积和周长的多边形。每个点各是一个对象，除非有字段说明哪些点属于同一对象。引擎在本机上计算，数据不会离开本机。</translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>Points on the objects</source>
        <translation>对象上的点</translation>
    </message>
    <message>
        <source>Boxes around objects: the bounds of each feature</source>
        <translation>对象外的框：每个要素的边界框</translation>
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
        <source>Field of the points with the number of the object</source>
        <translation>点图层中表示对象编号的字段</translation>
    </message>
    <message>
        <source>Field of the points that is 0 or less beside the object</source>
        <translation>点图层中的字段：在对象之外的点为 0 或负数</translation>
    </message>
    <message>
        <source>Field of the boxes with the number of the object</source>
        <translation>框图层中表示对象编号的字段</translation>
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
        <source>Metres per pixel to look at first (what suits the model if not set)</source>
        <translation>首先查看时每像素的米数（不设置则取适合模型的值）</translation>
    </message>
    <message>
        <source>Pixel size in map units, for layers that are no files such as WMS</source>
        <translation>像素大小，以地图单位计，用于 WMS 等非文件图层</translation>
    </message>
    <message>
        <source>Nothing points at an object</source>
        <translation>没有指向任何对象的点或框</translation>
    </message>
    <message>
        <source>{count} of {total} objects outlined</source>
        <translation>已勾画 {total} 个对象中的 {count} 个</translation>
    </message>
    <message>
        <source>Object {number}: {reason}</source>
        <translation>对象 {number}：{reason}</translation>
    </message>
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
        <source>The field {field} holds "{value}", which is no whole number</source>
        <translation>字段 {field} 的值“{value}”不是整数</translation>
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
        <source>Phrase (several on lines of their own, or with ; between them)</source>
        <translation>短语（多条请分行，或用 ; 隔开）</translation>
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
        <source>Tile size in pixels (speed and memory, never the result)</source>
        <translation>瓦片大小，以像素计（只影响速度和内存，不影响结果）</translation>
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
        <source>"{phrase}" was left out: {message}</source>
        <translation>已略过“{phrase}”：{message}</translation>
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
        <source>Track objects</source>
        <translation>跟踪对象</translation>
    </message>
    <message>
        <source>Follows objects through raster layers of one place, from a point on each of them, or finds everything that moves. Layers are taken in the order of their temporal properties, else of a date or number in their names; frames count from 0 in that order. Returns the outline in every frame, and the way of each object with length, speed and heading.</source>
        <translation>从每个对象上的一个点出发，在同一地点的多个栅格图层中跟踪对象，或找出所有移动的东西。图层按其时间属性排序，否则按名称中的日期或数字排序；帧按此顺序从 0 开始编号。返回每一帧中的轮廓，以及每个对象的轨迹和长度、速度、航向。</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Field of the points with the number of the frame (0 if not set)</source>
        <translation>点图层中表示帧编号的字段（不设置则为 0）</translation>
    </message>
    <message>
        <source>Find everything that moves</source>
        <translation>找出所有移动的东西</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>向前</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>向后</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Each band of the only layer is a frame</source>
        <translation>唯一图层的每个波段是一帧</translation>
    </message>
    <message>
        <source>Frames per second, where they carry no time</source>
        <translation>每秒帧数（帧不带时间时）</translation>
    </message>
    <message>
        <source>Least area of what moves, in m²</source>
        <translation>移动对象的最小面积（m²）</translation>
    </message>
    <message>
        <source>Model: its id or folder (differences between frames alone if empty)</source>
        <translation>模型：其标识或文件夹（留空则只用帧间差异）</translation>
    </message>
    <message>
        <source>A frame is no raster file</source>
        <translation>有一帧不是栅格文件</translation>
    </message>
    <message>
        <source>Give points on the objects, or have movers found</source>
        <translation>请给出对象上的点，或选择找出移动的东西</translation>
    </message>
    <message>
        <source>{count} object(s) in {frames} frames; speeds in {unit}</source>
        <translation>{frames} 帧中有 {count} 个对象；速度单位为 {unit}</translation>
    </message>
    <message>
        <source>Folder with the frames</source>
        <translation>包含各帧影像的文件夹</translation>
    </message>
    <message>
        <source>Clicked objects</source>
        <translation>点击的对象</translation>
    </message>
    <message>
        <source>Making a layer for clicked objects</source>
        <translation>正在为点击的对象创建图层</translation>
    </message>
    <message>
        <source>clicked object</source>
        <translation>点击的对象</translation>
    </message>
    <message>
        <source>Frames of {name}</source>
        <translation>{name} 的各帧</translation>
    </message>
    <message>
        <source>One frame only: nothing can be followed in it</source>
        <translation>只有一帧：无法在其中跟踪对象</translation>
    </message>
    <message>
        <source>There are no frames</source>
        <translation>没有任何帧</translation>
    </message>
    <message>
        <source>Choose two raster layers or more of one place that are files, a folder, or a layer with bands</source>
        <translation>请选择同一地点的两个或更多文件型栅格图层、一个文件夹，或一个有多个波段的图层</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read</source>
        <translation>无法读取文件夹 {folder}</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>请选择其他文件夹</translation>
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
        <source>Opening tracks</source>
        <translation>正在打开轨迹</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>Frame (from 0)</source>
        <translation>帧（从 0 起）</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>时间 (UTC)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Start (UTC)</source>
        <translation>开始 (UTC)</translation>
    </message>
    <message>
        <source>End (UTC)</source>
        <translation>结束 (UTC)</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>末帧</translation>
    </message>
    <message>
        <source>Frames it was seen in</source>
        <translation>可见的帧数</translation>
    </message>
    <message>
        <source>Length (m)</source>
        <translation>长度 (m)</translation>
    </message>
    <message>
        <source>Mean speed (m/s)</source>
        <translation>平均速度 (m/s)</translation>
    </message>
    <message>
        <source>Greatest speed (m/s)</source>
        <translation>最大速度 (m/s)</translation>
    </message>
    <message>
        <source>Mean speed (m per frame)</source>
        <translation>平均速度 (m/帧)</translation>
    </message>
    <message>
        <source>Greatest speed (m per frame)</source>
        <translation>最大速度 (m/帧)</translation>
    </message>
    <message>
        <source>Unit of the speeds</source>
        <translation>速度单位</translation>
    </message>
    <message>
        <source>Heading (°)</source>
        <translation>航向 (°)</translation>
    </message>
    <message>
        <source>Saving tracks to {file}</source>
        <translation>正在将轨迹保存到 {file}</translation>
    </message>
    <message>
        <source>Objects that were followed</source>
        <translation>跟踪到的对象</translation>
    </message>
    <message>
        <source>Choose another file, or remove that layer first</source>
        <translation>请选择其他文件，或先移除该图层</translation>
    </message>
    <message>
        <source>The tracks are no longer in the cache folder</source>
        <translation>缓存文件夹中已没有这些轨迹</translation>
    </message>
    <message>
        <source>Track again, then save</source>
        <translation>请重新跟踪，然后保存</translation>
    </message>
    <message>
        <source>Opening frames</source>
        <translation>正在打开各帧</translation>
    </message>
    <message>
        <source>Taking the shake away</source>
        <translation>正在消除抖动</translation>
    </message>
    <message>
        <source>Following objects</source>
        <translation>正在跟踪对象</translation>
    </message>
    <message>
        <source>Writing tracks</source>
        <translation>正在写入轨迹</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>可见</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>被遮挡</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>seen in {count} frames</source>
        <translation>在 {count} 帧中可见</translation>
    </message>
    <message>
        <source>lost in frame {frame}; click it there again</source>
        <translation>在第 {frame} 帧丢失；请在该帧再次点击</translation>
    </message>
    <message>
        <source>{count} object(s) in {frames} frames</source>
        <translation>{frames} 帧中有 {count} 个对象</translation>
    </message>
    <message>
        <source>Nothing that moves was found in {frames} frames</source>
        <translation>在 {frames} 帧中没有找到移动的对象</translation>
    </message>
    <message>
        <source>{state} {count}</source>
        <translation>{state} {count}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{head}; outlines: {outlines}</source>
        <translation>{head}；轮廓：{outlines}</translation>
    </message>
    <message>
        <source>Tracking report</source>
        <translation>跟踪报告</translation>
    </message>
    <message>
        <source>The CRS of the layer "{layer}" does not reach there</source>
        <translation>图层“{layer}”的坐标参照系无法表示该处</translation>
    </message>
    <message>
        <source>Click on the layer's picture</source>
        <translation>请在图层的影像上点击</translation>
    </message>
    <message>
        <source>Click on the object first; then say what is not part of it</source>
        <translation>请先点击对象，再指出哪些不属于它</translation>
    </message>
    <message>
        <source>Looking...</source>
        <translation>正在查看……</translation>
    </message>
    <message>
        <source>Nothing is outlined there. Add a click on the object, or drag a box.</source>
        <translation>该处没有得到轮廓。请在对象上再点一下，或拖出一个框。</translation>
    </message>
    <message>
        <source>Score {score:.2f}</source>
        <translation>得分 {score:.2f}</translation>
    </message>
    <message>
        <source>{score}, {area}</source>
        <translation>{score}，{area}</translation>
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
        <source>{model} is chosen in the dock</source>
        <translation>已在面板中选择 {model}</translation>
    </message>
    <message>
        <source>{percent} % there</source>
        <translation>已有 {percent}%</translation>
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
        <source>{count} selected</source>
        <translation>已选中 {count} 个</translation>
    </message>
    <message>
        <source>This map has no temporal controller</source>
        <translation>此地图没有时态控制器</translation>
    </message>
    <message>
        <source>moving objects</source>
        <translation>移动的对象</translation>
    </message>
    <message>
        <source>Tracks from {frame}</source>
        <translation>自 {frame} 起的轨迹</translation>
    </message>
    <message>
        <source>Stopped; the objects that were clicked are kept</source>
        <translation>已停止；点击过的对象已保留</translation>
    </message>
    <message>
        <source>Save tracks to a GeoPackage</source>
        <translation>将轨迹保存到 GeoPackage</translation>
    </message>
    <message>
        <source>{count} track(s) with their outlines saved to {file}</source>
        <translation>已将 {count} 条轨迹及其轮廓保存到 {file}</translation>
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
        <source>will fetch about {megabytes} MB ({width} x {height} px)</source>
        <translation>将获取约 {megabytes} MB（{width} x {height} 像素）</translation>
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
        <source>Its GPU has {size} GB, which is enough</source>
        <translation>本机 GPU 有 {size} GB 显存，足够</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>The model needs {needed} GB of memory; this machine has {size} GB</source>
        <translation>该模型需要 {needed} GB 内存；本机有 {size} GB</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>The model needs a GPU with {needed} GB, this one has {size} GB: choose the CPU in the options</source>
        <translation>该模型需要 {needed} GB 的 GPU，本机为 {size} GB：请在选项中选择 CPU</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>较慢</translation>
    </message>
    <message>
        <source>It runs on the CPU, slowly: it is made for a GPU with {needed} GB</source>
        <translation>可在 CPU 上运行，但较慢：它面向 {needed} GB 的 GPU</translation>
    </message>
    <message>
        <source>It has {size} GB of memory, which is enough</source>
        <translation>本机有 {size} GB 内存，足够</translation>
    </message>
    <message>
        <source>The model needs a GPU with {needed} GB; this one has {size} GB</source>
        <translation>该模型需要 {needed} GB 的 GPU；本机为 {size} GB</translation>
    </message>
    <message>
        <source>The model is made for a GPU with {needed} GB; how it runs on this CPU was not tried</source>
        <translation>该模型面向 {needed} GB 的 GPU；在本机 CPU 上的运行情况未经试验</translation>
    </message>
    <message>
        <source>Models lie in {folder}; its disk has {size} free</source>
        <translation>模型位于 {folder}；其磁盘剩余 {size}</translation>
    </message>
    <message>
        <source>Answer phrases</source>
        <translation>回答短语</translation>
    </message>
    <message>
        <source>Take points and boxes</source>
        <translation>接受点和框</translation>
    </message>
    <message>
        <source>Parts of other models</source>
        <translation>其他模型的部件</translation>
    </message>
    <message>
        <source>Cannot be used yet</source>
        <translation>尚不可用</translation>
    </message>
    <message>
        <source>not whole</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>to bring</source>
        <translation>需自备</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>to get</source>
        <translation>可获取</translation>
    </message>
    <message>
        <source>Get again</source>
        <translation>重新获取</translation>
    </message>
    <message>
        <source>Go on getting it</source>
        <translation>继续获取</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Get ({size})</source>
        <translation>获取（{size}）</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移出列表</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>none stated</source>
        <translation>未声明</translation>
    </message>
    <message>
        <source>{model}: {licence}</source>
        <translation>{model}：{licence}</translation>
    </message>
    <message>
        <source>Its server asks for an account that has accepted the licence on its page.</source>
        <translation>其服务器要求使用已在该页面接受许可的账户。</translation>
    </message>
    <message>
        <source>Your token is read from {place}.</source>
        <translation>令牌读取自 {place}。</translation>
    </message>
    <message>
        <source>Then set HF_TOKEN to a token of that account, or sign in with the hub's own program; GeoRefer keeps no token.</source>
        <translation>然后将 HF_TOKEN 设为该账户的令牌，或用 Hugging Face 自己的程序登录；GeoRefer 不保存令牌。</translation>
    </message>
    <message>
        <source>Download its folder there, then add it here under the name {name}.</source>
        <translation>请在那里下载其文件夹，然后以名称 {name} 添加到此处。</translation>
    </message>
    <message>
        <source>No trained weights are published that could be got from here. Add a checkpoint (.safetensors, .pth, .pt or .bin) or the folder that holds it, with the tokenizer of its text model.</source>
        <translation>没有可从此处获取的已训练权重。请添加检查点（.safetensors、.pth、.pt 或 .bin）或其所在文件夹，并附上其文本模型的分词器。</translation>
    </message>
    <message>
        <source>Good at</source>
        <translation>擅长</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>需要</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Trained at</source>
        <translation>训练分辨率</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Made of</source>
        <translation>组成</translation>
    </message>
    <message>
        <source>Came from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>to be read there</source>
        <translation>请在该处阅读</translation>
    </message>
    <message>
        <source>{metres} m a pixel</source>
        <translation>每像素 {metres} 米</translation>
    </message>
    <message>
        <source>{finest} to {coarsest} m a pixel</source>
        <translation>每像素 {finest} 至 {coarsest} 米</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>汉语</translation>
    </message>
    <message>
        <source>{model}, {state}</source>
        <translation>{model}，{state}</translation>
    </message>
    <message>
        <source>Getting {model}</source>
        <translation>正在获取 {model}</translation>
    </message>
    <message>
        <source>Adding {model}</source>
        <translation>正在添加 {model}</translation>
    </message>
    <message>
        <source>Removing {model}</source>
        <translation>正在删除 {model}</translation>
    </message>
    <message>
        <source>Checking {model}</source>
        <translation>正在检查 {model}</translation>
    </message>
    <message>
        <source>{model} is not whole: {problems}. Get or add it again</source>
        <translation>{model} 不完整：{problems}。请重新获取或添加</translation>
    </message>
    <message>
        <source>{model} is there</source>
        <translation>{model} 已就位</translation>
    </message>
    <message>
        <source>{model} was added: it is {kind}</source>
        <translation>已添加 {model}：它是 {kind}</translation>
    </message>
    <message>
        <source>{model} was removed; {size} are free again</source>
        <translation>已删除 {model}；释放了 {size}</translation>
    </message>
    <message>
        <source>All files of {model} are as they were when they came</source>
        <translation>{model} 的所有文件均与获取时一致</translation>
    </message>
    <message>
        <source>Remove {model} from this machine? Its files are deleted</source>
        <translation>从本机删除 {model}？其文件将被删除</translation>
    </message>
    <message>
        <source>Stopped. What has come is kept; getting it again goes on from there</source>
        <translation>已停止。已下载的部分会保留；再次获取时从该处继续</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed</source>
        <translation>已停止。未作任何更改</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{message}. What has come of the model is kept</source>
        <translation>{message}。模型已下载的部分会保留</translation>
    </message>
    <message>
        <source>{gigabytes} GB</source>
        <translation>{gigabytes} GB</translation>
    </message>
    <message>
        <source>Hugging Face</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>ModelScope</source>
        <translation>ModelScope</translation>
    </message>
    <message>
        <source>its publisher</source>
        <translation>其发布者</translation>
    </message>
    <message>
        <source>asking the server</source>
        <translation>正在询问服务器</translation>
    </message>
    <message>
        <source>downloading {file}</source>
        <translation>正在下载 {file}</translation>
    </message>
    <message>
        <source>waiting for the server, which is busy or lost</source>
        <translation>正在等待服务器（繁忙或无法连接）</translation>
    </message>
    <message>
        <source>copying {file}</source>
        <translation>正在复制 {file}</translation>
    </message>
    <message>
        <source>checking {file}</source>
        <translation>正在检查 {file}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
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
        <source>A run for "{phrase}" was broken off; {count} polygon(s) of its finished tiles are kept</source>
        <translation>“{phrase}”的运行曾被中断；已保留完成瓦片中的 {count} 个多边形</translation>
    </message>
    <message>
        <source>Another build of PyTorch is chosen than the one that is installed</source>
        <translation>所选的 PyTorch 版本与已安装的不同</translation>
    </message>
    <message>
        <source>Stopped. What the finished tiles held is kept; the same run again goes on from there</source>
        <translation>已停止。已完成瓦片中的结果已保留；再次运行相同的查找会从该处继续</translation>
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
        <source>Models...</source>
        <translation>模型…</translation>
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
        <source>Kept for further phrases</source>
        <translation>为后续短语保留</translation>
    </message>
    <message>
        <source>What a model has seen of a raster is kept in the cache, so that another phrase costs a fraction, also after QGIS was closed. In memory it is kept anyway.</source>
        <translation>模型在栅格上看到的内容会保存在缓存中，再查找另一条短语时只需很少的计算，关闭 QGIS 之后也是如此。内存中总会保留。</translation>
    </message>
    <message>
        <source>Nothing on the disk</source>
        <translation>磁盘上不保留</translation>
    </message>
    <message>
        <source>Build of PyTorch</source>
        <translation>PyTorch 版本</translation>
    </message>
    <message>
        <source>What the dock installs with the engine. The default build for Linux brings CUDA along, the one for Windows does not. The address of any other package index may be typed.</source>
        <translation>面板安装引擎时一并安装的版本。Linux 的默认版本自带 CUDA，Windows 的则没有。也可以输入其他软件包索引的地址。</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>CPU only</source>
        <translation>仅 CPU</translation>
    </message>
    <message>
        <source>CUDA {version}</source>
        <translation>CUDA {version}</translation>
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
        <source>Another QGIS goes on with this run</source>
        <translation>另一个 QGIS 正在继续此运行</translation>
    </message>
    <message>
        <source>Wait for its result there, or begin a new run</source>
        <translation>请在那里等待结果，或开始新的运行</translation>
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
        <source>About {megabytes} MB ({width} x {height} px) have to be fetched of "{layer}" first</source>
        <translation>需先获取“{layer}”的约 {megabytes} MB（{width} x {height} 像素）</translation>
    </message>
    <message>
        <source>Fetch and run</source>
        <translation>获取并运行</translation>
    </message>
    <message>
        <source>Fetching imagery, about {megabytes} MB</source>
        <translation>正在获取影像，约 {megabytes} MB</translation>
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
        <source>{model_id} is the name of {name}, and this is {name2}</source>
        <translation>{model_id} 是 {name} 的名称，而这是 {name2}</translation>
    </message>
    <message>
        <source>Choose another name</source>
        <translation>请选择其他名称</translation>
    </message>
    <message>
        <source>Adding the model was stopped; nothing was added</source>
        <translation>添加模型已停止；没有添加任何内容</translation>
    </message>
    <message>
        <source>Add it again</source>
        <translation>请重新添加</translation>
    </message>
    <message>
        <source>There is nothing at {name}</source>
        <translation>{name} 处没有任何内容</translation>
    </message>
    <message>
        <source>There is a model {chosen} already</source>
        <translation>已有模型 {chosen}</translation>
    </message>
    <message>
        <source>Choose another name, or replace it</source>
        <translation>请选择其他名称，或替换它</translation>
    </message>
    <message>
        <source>The model {name} cannot be copied to {folder}</source>
        <translation>无法将模型 {name} 复制到 {folder}</translation>
    </message>
    <message>
        <source>Check the free space, and that both can be read and written</source>
        <translation>请检查剩余空间，并确认两处均可读写</translation>
    </message>
    <message>
        <source>The model {name} takes phrases and no clicks</source>
        <translation>模型 {name} 接受短语，不接受单击</translation>
    </message>
    <message>
        <source>Choose {default_prompt_model} or a SAM</source>
        <translation>请选择 {default_prompt_model} 或某个 SAM</translation>
    </message>
    <message>
        <source>The model {name} takes clicks and answers no phrases</source>
        <translation>模型 {name} 接受单击，不回答短语</translation>
    </message>
    <message>
        <source>Choose {others} or {last}</source>
        <translation>请选择 {others} 或 {last}</translation>
    </message>
    <message>
        <source>Choose {last}</source>
        <translation>请选择 {last}</translation>
    </message>
    <message>
        <source>{name} is {name2}, which answers no phrases in this version</source>
        <translation>{name} 是 {name2}，在此版本中不回答短语</translation>
    </message>
    <message>
        <source>Choose {phrase_models}, or give the folder of a model</source>
        <translation>请选择 {phrase_models}，或指定模型所在的文件夹</translation>
    </message>
    <message>
        <source>The weights of {name} are not installed</source>
        <translation>{name} 的权重尚未安装</translation>
    </message>
    <message>
        <source>Add a folder with its checkpoint and the tokenizer of its text model; it is made of {needed}</source>
        <translation>请添加一个含有其检查点和文本模型分词器的文件夹；它由 {needed} 组成</translation>
    </message>
    <message>
        <source>The model {model_id} is unknown</source>
        <translation>没有名为 {model_id} 的模型</translation>
    </message>
    <message>
        <source>The download was stopped; what has come is kept</source>
        <translation>下载已停止；已下载的部分予以保留</translation>
    </message>
    <message>
        <source>Get the model again to go on</source>
        <translation>请重新获取该模型以继续</translation>
    </message>
    <message>
        <source>{name} cannot be downloaded from {host}</source>
        <translation>无法从 {host} 下载 {name}</translation>
    </message>
    <message>
        <source>The connection to {host} keeps breaking off</source>
        <translation>与 {host} 的连接反复中断</translation>
    </message>
    <message>
        <source>The proxy refuses the download</source>
        <translation>代理拒绝下载</translation>
    </message>
    <message>
        <source>The server {host} has stopped sending {name}</source>
        <translation>服务器 {host} 已停止发送 {name}</translation>
    </message>
    <message>
        <source>The server {host} cannot be reached</source>
        <translation>无法连接服务器 {host}</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted on this machine</source>
        <translation>本机不信任 {host} 的证书</translation>
    </message>
    <message>
        <source>The server {host} asks for an account: {name} was not downloaded ({status})</source>
        <translation>服务器 {host} 要求账户：未下载 {name}（{status}）</translation>
    </message>
    <message>
        <source>The server {host} does not hand it out to this account: {name} was not downloaded ({status})</source>
        <translation>服务器 {host} 不向此账户提供：未下载 {name}（{status}）</translation>
    </message>
    <message>
        <source>The server {host} has it no longer: {name} was not downloaded ({status})</source>
        <translation>服务器 {host} 已不再提供：未下载 {name}（{status}）</translation>
    </message>
    <message>
        <source>The server {host} is behind a proxy that asks for a password: {name} was not downloaded ({status})</source>
        <translation>服务器 {host} 位于要求密码的代理之后：未下载 {name}（{status}）</translation>
    </message>
    <message>
        <source>The server {host} is busy: {name} was not downloaded ({status})</source>
        <translation>服务器 {host} 正忙：未下载 {name}（{status}）</translation>
    </message>
    <message>
        <source>Downloads are switched off by HF_HUB_OFFLINE</source>
        <translation>下载已被 HF_HUB_OFFLINE 关闭</translation>
    </message>
    <message>
        <source>Get the model from another source</source>
        <translation>请从其他来源获取该模型</translation>
    </message>
    <message>
        <source>Check the connection; {kept}</source>
        <translation>请检查连接；{kept}</translation>
    </message>
    <message>
        <source>Check the proxy in the settings</source>
        <translation>请检查设置中的代理</translation>
    </message>
    <message>
        <source>Check the connection and the proxy; HF_ENDPOINT can name a mirror of the hub</source>
        <translation>请检查连接和代理；HF_ENDPOINT 可指定镜像站</translation>
    </message>
    <message>
        <source>Name the certificates of your network in SSL_CERT_FILE</source>
        <translation>请在 SSL_CERT_FILE 中指定您网络的证书</translation>
    </message>
    <message>
        <source>If its page asks for it, accept the licence there and set HF_TOKEN to a token of your account</source>
        <translation>如其页面要求，请在那里接受许可，并将 HF_TOKEN 设为您账户的令牌</translation>
    </message>
    <message>
        <source>Accept the licence on the page of the model, and set HF_TOKEN to a token of that account</source>
        <translation>请在该模型的页面上接受许可，并将 HF_TOKEN 设为该账户的令牌</translation>
    </message>
    <message>
        <source>Update GeoRefer, or get the model from another source</source>
        <translation>请更新 GeoRefer，或从其他来源获取该模型</translation>
    </message>
    <message>
        <source>Correct the name and password of the proxy</source>
        <translation>请更正代理的用户名和密码</translation>
    </message>
    <message>
        <source>It has had too many requests; {kept}</source>
        <translation>请求过多；{kept}</translation>
    </message>
    <message>
        <source>Unset it, or add the model from a file</source>
        <translation>请取消该设置，或从文件添加模型</translation>
    </message>
    <message>
        <source>what has come is kept, so get the model again later</source>
        <translation>已下载的部分予以保留，请稍后重新获取该模型</translation>
    </message>
    <message>
        <source>{host} sends more than {name} should hold</source>
        <translation>{host} 发送的内容超过 {name} 应有的大小</translation>
    </message>
    <message>
        <source>{host} sends {name} packed, although it was asked not to</source>
        <translation>{host} 以压缩形式发送 {name}，尽管已要求不要压缩</translation>
    </message>
    <message>
        <source>The disk is full: {name} was not finished</source>
        <translation>磁盘已满：{name} 未完成</translation>
    </message>
    <message>
        <source>Check that the folder of the models can be written to</source>
        <translation>请确认模型文件夹可写入</translation>
    </message>
    <message>
        <source>Free some space; {kept}</source>
        <translation>请腾出空间；{kept}</translation>
    </message>
    <message>
        <source>What {host} sends as {name} is not the file it should be</source>
        <translation>{host} 作为 {name} 发送的不是应有的文件</translation>
    </message>
    <message>
        <source>Get the model again; if it stays so, from another source</source>
        <translation>请重新获取该模型；如仍如此，请换其他来源</translation>
    </message>
    <message>
        <source>Another process is already changing the model {model_id}</source>
        <translation>另一个进程正在更改模型 {model_id}</translation>
    </message>
    <message>
        <source>Wait until it is done</source>
        <translation>请等待其完成</translation>
    </message>
    <message>
        <source>The folder of the models, {models_folder}, cannot be written to</source>
        <translation>无法写入模型文件夹 {models_folder}</translation>
    </message>
    <message>
        <source>{host} has another file {name} than the catalog names; nothing was downloaded</source>
        <translation>{host} 的文件 {name} 与目录所列不同；没有下载任何内容</translation>
    </message>
    <message>
        <source>{name} needs {gigabytes} more and {models_folder} has {gigabytes2} free</source>
        <translation>{name} 还需要 {gigabytes}，而 {models_folder} 剩余 {gigabytes2}</translation>
    </message>
    <message>
        <source>What was downloaded as {name} is {name2}, without {missing}</source>
        <translation>作为 {name} 下载的是 {name2}，缺少 {missing}</translation>
    </message>
    <message>
        <source>What was downloaded as {name} is {name2}</source>
        <translation>作为 {name} 下载的是 {name2}</translation>
    </message>
    <message>
        <source>{name} comes with GeoRefer and is there already</source>
        <translation>{name} 随 GeoRefer 提供，已经存在</translation>
    </message>
    <message>
        <source>Use it as it is</source>
        <translation>请直接使用</translation>
    </message>
    <message>
        <source>{name} is put together from other models</source>
        <translation>{name} 由其他模型组合而成</translation>
    </message>
    <message>
        <source>Get them: {bases}</source>
        <translation>请获取：{bases}</translation>
    </message>
    <message>
        <source>No trained weights of {name} are published</source>
        <translation>没有已发布的 {name} 训练权重</translation>
    </message>
    <message>
        <source>{name} cannot be got from {kind}</source>
        <translation>无法从 {kind} 获取 {name}</translation>
    </message>
    <message>
        <source>{model_id} comes with GeoRefer and cannot be removed</source>
        <translation>{model_id} 随 GeoRefer 提供，不能移除</translation>
    </message>
    <message>
        <source>Remove another model</source>
        <translation>请移除其他模型</translation>
    </message>
    <message>
        <source>The model {model_id} is not in {models_folder}</source>
        <translation>模型 {model_id} 不在 {models_folder} 中</translation>
    </message>
    <message>
        <source>Verifying was stopped</source>
        <translation>校验已停止</translation>
    </message>
    <message>
        <source>Verify the model again</source>
        <translation>请重新校验该模型</translation>
    </message>
    <message>
        <source>It lacks {missing}. Add what is missing to the folder</source>
        <translation>缺少 {missing}。请将所缺的文件添加到该文件夹</translation>
    </message>
    <message>
        <source>It is {name}, which answers no phrases in this version. Choose another model</source>
        <translation>它是 {name}，在此版本中不回答短语。请选择其他模型</translation>
    </message>
    <message>
        <source>The folder cannot be read: {strerror}</source>
        <translation>无法读取文件夹：{strerror}</translation>
    </message>
    <message>
        <source>The folder {name} holds no model. Choose another</source>
        <translation>文件夹 {name} 不含模型。请另选一个</translation>
    </message>
    <message>
        <source>There is no folder {folder}. Choose another</source>
        <translation>没有文件夹 {folder}。请另选一个</translation>
    </message>
    <message>
        <source>{weights_name} is missing. Download or copy the model again</source>
        <translation>缺少 {weights_name}。请重新下载或复制该模型</translation>
    </message>
    <message>
        <source>The folder {name} holds several models ({names})</source>
        <translation>文件夹 {name} 含有多个模型（{names}）</translation>
    </message>
    <message>
        <source>Choose one of the files, or keep each in a folder of its own</source>
        <translation>请选择其中一个文件，或将它们分别放在各自的文件夹中</translation>
    </message>
    <message>
        <source>{capitalize} cannot be {name}</source>
        <translation>{capitalize}不能是 {name}</translation>
    </message>
    <message>
        <source>Name another model in {recipe_name}</source>
        <translation>请在 {recipe_name} 中指定其他模型</translation>
    </message>
    <message>
        <source>{name} holds weights of no known model</source>
        <translation>{name} 中的权重不属于任何已知模型</translation>
    </message>
    <message>
        <source>Choose SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM or ReferSAM</source>
        <translation>请选择 SAM、SAM-HQ、SAM 2、CLIP、SigLIP、RSRefSeg、RSRefSeg 2、ROS-SAM 或 ReferSAM</translation>
    </message>
    <message>
        <source>Choose a file that ends in .safetensors, .pth, .pt or .bin</source>
        <translation>请选择以 .safetensors、.pth、.pt 或 .bin 结尾的文件</translation>
    </message>
    <message>
        <source>It lacks {missing}. Get it again</source>
        <translation>缺少 {missing}。请重新获取</translation>
    </message>
    <message>
        <source>{path} is missing</source>
        <translation>缺少 {path}</translation>
    </message>
    <message>
        <source>{path} has {st_size} bytes instead of {size_bytes}</source>
        <translation>{path} 有 {st_size} 字节，而应为 {size_bytes} 字节</translation>
    </message>
    <message>
        <source>{path} has changed since it was got</source>
        <translation>{path} 在获取之后已被更改</translation>
    </message>
    <message>
        <source>{path} cannot be read ({strerror})</source>
        <translation>无法读取 {path}（{strerror}）</translation>
    </message>
    <message>
        <source>it has no receipt, so its files cannot be compared</source>
        <translation>它没有获取记录，因此无法比对其文件</translation>
    </message>
    <message>
        <source>{model_id} comes with GeoRefer and is not in {models_folder}</source>
        <translation>{model_id} 随 GeoRefer 提供，不在 {models_folder} 中</translation>
    </message>
    <message>
        <source>Verify a model that was got or added</source>
        <translation>请检查已获取或添加的模型</translation>
    </message>
    <message>
        <source>The model {model_id} cannot be put into {models_folder}</source>
        <translation>无法将模型 {model_id} 放入 {models_folder}</translation>
    </message>
    <message>
        <source>Close what uses the model, and try again</source>
        <translation>请关闭正在使用该模型的程序，然后重试</translation>
    </message>
    <message>
        <source>The model {model_id} cannot be removed</source>
        <translation>无法移除模型 {model_id}</translation>
    </message>
    <message>
        <source>Close what uses it, and try again</source>
        <translation>请关闭正在使用它的程序，然后重试</translation>
    </message>
    <message>
        <source>{model_id} is no name for a model</source>
        <translation>{model_id} 不能作为模型名称</translation>
    </message>
    <message>
        <source>Use small letters, digits, dots, hyphens and underscores</source>
        <translation>请使用小写字母、数字、点、连字符和下划线</translation>
    </message>
    <message>
        <source>This is {name}, without {missing}</source>
        <translation>这是 {name}，缺少 {missing}</translation>
    </message>
    <message>
        <source>Choose what is missing along with it</source>
        <translation>请一并选择所缺的文件</translation>
    </message>
    <message>
        <source>Get {id} in the window of models</source>
        <translation>请在模型窗口中获取 {id}</translation>
    </message>
    <message>
        <source>Choose another with the environment variable GEOREFER_MODELS</source>
        <translation>请用环境变量 GEOREFER_MODELS 指定另一个文件夹</translation>
    </message>
    <message>
        <source>Free some space, or name a folder on another disk in the environment variable GEOREFER_MODELS</source>
        <translation>请腾出空间，或用环境变量 GEOREFER_MODELS 指定另一磁盘上的文件夹</translation>
    </message>
    <message>
        <source>Free some space, or choose another folder with the environment variable GEOREFER_MODELS</source>
        <translation>请腾出空间，或用环境变量 GEOREFER_MODELS 选择其他文件夹</translation>
    </message>
    <message>
        <source>Add a checkpoint in the window of models; its bases: {bases}</source>
        <translation>请在模型窗口中添加检查点；其基础模型：{bases}</translation>
    </message>
    <message>
        <source>Add a checkpoint in the window of models</source>
        <translation>请在模型窗口中添加检查点</translation>
    </message>
    <message>
        <source>See the list in the window of models</source>
        <translation>请查看模型窗口中的列表</translation>
    </message>
    <message>
        <source>The selection was stopped</source>
        <translation>选择已停止</translation>
    </message>
    <message>
        <source>Nothing was written</source>
        <translation>没有写入任何内容</translation>
    </message>
    <message>
        <source>No field says what each polygon is</source>
        <translation>没有字段说明每个多边形是什么</translation>
    </message>
    <message>
        <source>"{field}" states no colours; a colour field can be given</source>
        <translation>“{field}”没有说明颜色；可以另行指定颜色字段</translation>
    </message>
    <message>
        <source>No "{field}" means "{wording}"; there are: {shown}, ...</source>
        <translation>“{field}”中没有表示“{wording}”的值；现有：{shown}……</translation>
    </message>
    <message>
        <source>No "{field}" means "{wording}"; there are: {shown}</source>
        <translation>“{field}”中没有表示“{wording}”的值；现有：{shown}</translation>
    </message>
    <message>
        <source>None of the objects lies in the extent</source>
        <translation>范围内没有任何对象</translation>
    </message>
    <message>
        <source>They cover {left},{bottom},{right},{top}</source>
        <translation>对象覆盖 {left},{bottom},{right},{top}</translation>
    </message>
    <message>
        <source>Nothing can be "{text}"</source>
        <translation>没有对象能是“{text}”</translation>
    </message>
    <message>
        <source>Nothing can be both "{text}" and "{text2}"</source>
        <translation>没有对象能同时是“{text}”和“{text2}”</translation>
    </message>
    <message>
        <source>Keep one of the two</source>
        <translation>请只保留其中之一</translation>
    </message>
    <message>
        <source>"{text}" is no distance</source>
        <translation>“{text}”不是距离</translation>
    </message>
    <message>
        <source>"{text}" has no unit that is known</source>
        <translation>“{text}”没有可识别的单位</translation>
    </message>
    <message>
        <source>Nothing can be the {rank_text} and {rank_text2} at once</source>
        <translation>没有对象能同时是“{rank_text}”和“{rank_text2}”</translation>
    </message>
    <message>
        <source>Give a length such as 200 m or 0.5 km</source>
        <translation>请给出长度，例如 200 m 或 0.5 km</translation>
    </message>
    <message>
        <source>Use m, km, ft, mi, m2, ha or acres</source>
        <translation>请使用 m、km、ft、mi、m2、ha 或英亩</translation>
    </message>
    <message>
        <source>Give lengths in m or km, areas in m2 or ha</source>
        <translation>长度请用 m 或 km，面积请用 m2 或 ha</translation>
    </message>
    <message>
        <source>Nothing can be surrounded by the layer "{name}"{place}: it holds no polygons</source>
        <translation>没有对象能被图层“{name}”包围{place}：它不含多边形</translation>
    </message>
    <message>
        <source>Nothing can be {kind} the layer "{name}"{place}: it holds no polygons</source>
        <translation>没有对象能与图层“{name}”成“{kind}”关系{place}：它不含多边形</translation>
    </message>
    <message>
        <source>for "{phrase}" (characters {start} to {end})</source>
        <translation>（用于“{phrase}”，第 {start} 至 {end} 个字符）</translation>
    </message>
    <message>
        <source>Choose a layer of polygons, or ask for what is "near" or "along" it</source>
        <translation>请选择多边形图层，或改为查找它“附近”或“沿线”的对象</translation>
    </message>
    <message>
        <source>No layer "{name}" was given{place}</source>
        <translation>没有图层“{name}”{place}</translation>
    </message>
    <message>
        <source>There are: {shown} and {len} more</source>
        <translation>现有：{shown}，另有 {len} 个</translation>
    </message>
    <message>
        <source>There are: {shown}</source>
        <translation>现有：{shown}</translation>
    </message>
    <message>
        <source>{count} asked for, {len} found</source>
        <translation>要求 {count} 个，找到 {len} 个</translation>
    </message>
    <message>
        <source>Nothing was found in the {where}; the nearest outside was taken</source>
        <translation>在{where}没有找到对象；已取其外最近的对象</translation>
    </message>
    <message>
        <source>{name}: at least {limit} {area_unit} here</source>
        <translation>{name}：此处至少为 {limit} {area_unit}</translation>
    </message>
    <message>
        <source>{name}: at most {limit} {area_unit} here</source>
        <translation>{name}：此处至多为 {limit} {area_unit}</translation>
    </message>
    <message>
        <source>No object has the shape or size that was asked for; all were compared</source>
        <translation>没有对象具有所要求的形状或大小；已比较全部对象</translation>
    </message>
    <message>
        <source>Nothing was found for "{reference_text}"</source>
        <translation>没有找到“{reference_text}”</translation>
    </message>
    <message>
        <source>Without a CRS, a metre was taken for one unit of the coordinates</source>
        <translation>没有 CRS，已将一个坐标单位当作一米</translation>
    </message>
    <message>
        <source>{reads_as}: beyond {most} m from edge to edge</source>
        <translation>{reads_as}：边缘之间超过 {most} m</translation>
    </message>
    <message>
        <source>{reads_as}: beyond {most} units from edge to edge</source>
        <translation>{reads_as}：边缘之间超过 {most} 个单位</translation>
    </message>
    <message>
        <source>{reads_as}: beyond {least} to {most} m, by its size, from edge to edge</source>
        <translation>{reads_as}：按其大小，边缘之间超过 {least} 至 {most} m</translation>
    </message>
    <message>
        <source>{reads_as}: beyond {least} to {most} units, by its size, from edge to edge</source>
        <translation>{reads_as}：按其大小，边缘之间超过 {least} 至 {most} 个单位</translation>
    </message>
    <message>
        <source>{reads_as}: within {most} m from edge to edge</source>
        <translation>{reads_as}：边缘之间在 {most} m 以内</translation>
    </message>
    <message>
        <source>{reads_as}: within {most} units from edge to edge</source>
        <translation>{reads_as}：边缘之间在 {most} 个单位以内</translation>
    </message>
    <message>
        <source>{reads_as}: within {least} to {most} m, by its size, from edge to edge</source>
        <translation>{reads_as}：按其大小，边缘之间在 {least} 至 {most} m 以内</translation>
    </message>
    <message>
        <source>{reads_as}: within {least} to {most} units, by its size, from edge to edge</source>
        <translation>{reads_as}：按其大小，边缘之间在 {least} 至 {most} 个单位以内</translation>
    </message>
    <message>
        <source>1 other object fits nearly as well</source>
        <translation>另有 1 个对象几乎同样符合</translation>
    </message>
    <message>
        <source>{len} other objects fit nearly as well</source>
        <translation>另有 {len} 个对象几乎同样符合</translation>
    </message>
    <message>
        <source>The phrase holds characters that are broken</source>
        <translation>短语含有损坏的字符</translation>
    </message>
    <message>
        <source>The phrase is empty</source>
        <translation>短语为空</translation>
    </message>
    <message>
        <source>Say what to look for, such as "red building top-left"</source>
        <translation>请输入要找的对象，例如“左上角的红色建筑物”</translation>
    </message>
    <message>
        <source>{rstrip}: "{shortened}" (characters {start} to {end})</source>
        <translation>{rstrip}：“{shortened}”（第 {start} 至 {end} 个字符）</translation>
    </message>
    <message>
        <source>The phrase "{shortened}" names nothing that could be looked for</source>
        <translation>短语“{shortened}”没有说出可查找的对象</translation>
    </message>
    <message>
        <source>Name a thing, such as "building", "white car" or "storage tank"</source>
        <translation>请说出一种事物，例如“建筑物”、“白色汽车”或“储罐”</translation>
    </message>
    <message>
        <source>The model {id} has never seen {named}</source>
        <translation>模型 {id} 从未见过 {named}</translation>
    </message>
    <message>
        <source>Use a word such as building, car, tree, water or road, or choose another model</source>
        <translation>请使用建筑物、汽车、树木、水体或道路等词，或选择其他模型</translation>
    </message>
    <message>
        <source>Choose the field. {fields_there}</source>
        <translation>请选择该字段。{fields_there}</translation>
    </message>
    <message>
        <source>Add a vector layer "{name}" to the project</source>
        <translation>请将名为“{name}”的矢量图层添加到工程</translation>
    </message>
    <message>
        <source>Type it anew</source>
        <translation>请重新输入</translation>
    </message>
    <message>
        <source>object {object_id} goes on beyond what was looked at; draw a box around it</source>
        <translation>对象 {object_id} 超出了所看的范围；请围绕它画一个框</translation>
    </message>
    <message>
        <source>The model sees no object there</source>
        <translation>模型在那里没有看到对象</translation>
    </message>
    <message>
        <source>Nothing can be outlined: {reasons}</source>
        <translation>无法勾绘任何对象：{reasons}</translation>
    </message>
    <message>
        <source>Click on things inside the raster</source>
        <translation>请单击栅格内的物体</translation>
    </message>
    <message>
        <source>Give points or boxes</source>
        <translation>请给出点或框</translation>
    </message>
    <message>
        <source>The click lies outside {name}</source>
        <translation>单击位置在 {name} 之外</translation>
    </message>
    <message>
        <source>{name} shows nothing where was clicked</source>
        <translation>{name} 在单击处没有内容</translation>
    </message>
    <message>
        <source>Click where the raster shows something</source>
        <translation>请单击栅格有内容的位置</translation>
    </message>
    <message>
        <source>The box lies outside {name}</source>
        <translation>框在 {name} 之外</translation>
    </message>
    <message>
        <source>Draw it over the raster</source>
        <translation>请在栅格上绘制</translation>
    </message>
    <message>
        <source>Nothing points at the object</source>
        <translation>没有指向该对象的点或框</translation>
    </message>
    <message>
        <source>Click on it, or draw a box around it</source>
        <translation>请单击它，或围绕它画一个框</translation>
    </message>
    <message>
        <source>A click lies nowhere on the map</source>
        <translation>单击位置不在地图上</translation>
    </message>
    <message>
        <source>Click inside the raster</source>
        <translation>请在栅格内单击</translation>
    </message>
    <message>
        <source>The area is no geometry</source>
        <translation>区域不是几何图形</translation>
    </message>
    <message>
        <source>Choose polygons</source>
        <translation>请选择多边形</translation>
    </message>
    <message>
        <source>The area lies outside the extent</source>
        <translation>区域在范围之外</translation>
    </message>
    <message>
        <source>Choose an extent that overlaps the area</source>
        <translation>请选择与区域重叠的范围</translation>
    </message>
    <message>
        <source>The area holds no polygon</source>
        <translation>区域不含多边形</translation>
    </message>
    <message>
        <source>Choose a layer or features with polygons</source>
        <translation>请选择有多边形的图层或要素</translation>
    </message>
    <message>
        <source>{len} bands are chosen</source>
        <translation>选择了 {len} 个波段</translation>
    </message>
    <message>
        <source>Choose one band (grey) or three (red, green, blue)</source>
        <translation>请选择一个波段（灰度）或三个波段（红、绿、蓝）</translation>
    </message>
    <message>
        <source>The objects have no field "{field}"</source>
        <translation>对象没有字段“{field}”</translation>
    </message>
    <message>
        <source>They have no fields at all</source>
        <translation>对象没有任何字段</translation>
    </message>
    <message>
        <source>{name} cannot be read</source>
        <translation>无法读取 {name}</translation>
    </message>
    <message>
        <source>Check the file in QGIS</source>
        <translation>请在 QGIS 中检查该文件</translation>
    </message>
    <message>
        <source>{name} holds no polygons</source>
        <translation>{name} 不含多边形</translation>
    </message>
    <message>
        <source>Choose a layer of polygons</source>
        <translation>请选择多边形图层</translation>
    </message>
    <message>
        <source>{meaning} is no vector layer: {short} holds none</source>
        <translation>{meaning}不是矢量图层：{short} 中没有矢量图层</translation>
    </message>
    <message>
        <source>{meaning} has no geometry: {short} holds only a table</source>
        <translation>{meaning}没有几何图形：{short} 只含一个表</translation>
    </message>
    <message>
        <source>{meaning} is no vector layer: {short} holds none, or is damaged</source>
        <translation>{meaning}不是矢量图层：{short} 中没有矢量图层，或已损坏</translation>
    </message>
    <message>
        <source>Choose a file with points, lines or polygons</source>
        <translation>请选择含有点、线或多边形的文件</translation>
    </message>
    <message>
        <source>{short} has no layer "{layer}"</source>
        <translation>{short} 中没有图层“{layer}”</translation>
    </message>
    <message>
        <source>There are: {spatial}...</source>
        <translation>现有：{spatial}……</translation>
    </message>
    <message>
        <source>{short} holds {len} layers</source>
        <translation>{short} 含有 {len} 个图层</translation>
    </message>
    <message>
        <source>Choose one, such as "{short}{layer_mark}{spatial}"; there are: {spatial2}...</source>
        <translation>请选择其一，例如“{short}{layer_mark}{spatial}”；现有：{spatial2}……</translation>
    </message>
    <message>
        <source>Choose one, such as "{short}{layer_mark}{spatial}"; there are: {spatial2}</source>
        <translation>请选择其一，例如“{short}{layer_mark}{spatial}”；现有：{spatial2}</translation>
    </message>
    <message>
        <source>Choose a GeoPackage, Shapefile, GeoJSON or another vector file that GDAL reads</source>
        <translation>请选择 GeoPackage、Shapefile、GeoJSON 或 GDAL 可读取的其他矢量文件</translation>
    </message>
    <message>
        <source>{meaning} has no CRS</source>
        <translation>{meaning}没有 CRS</translation>
    </message>
    <message>
        <source>Give it one, for example with Assign Projection in QGIS</source>
        <translation>请为其指定 CRS，例如使用 QGIS 的“定义投影”</translation>
    </message>
    <message>
        <source>{meaning} has a CRS, but what is searched has none</source>
        <translation>{meaning}有 CRS，但被搜索的数据没有</translation>
    </message>
    <message>
        <source>Give both a CRS, for example with Assign Projection in QGIS</source>
        <translation>请为两者都指定 CRS，例如使用 QGIS 的“定义投影”</translation>
    </message>
    <message>
        <source>{meaning} has a CRS that cannot be used</source>
        <translation>{meaning}的 CRS 无法使用</translation>
    </message>
    <message>
        <source>Reproject it first</source>
        <translation>请先重投影</translation>
    </message>
    <message>
        <source>{meaning} cannot be read from {short}</source>
        <translation>无法从 {short} 读取{meaning}</translation>
    </message>
    <message>
        <source>{meaning} has no geometry in {short}</source>
        <translation>{meaning}在 {short} 中没有几何图形</translation>
    </message>
    <message>
        <source>{meaning} has no features in {short}</source>
        <translation>{meaning}在 {short} 中没有要素</translation>
    </message>
    <message>
        <source>{meaning} has only empty geometries</source>
        <translation>{meaning}只有空几何图形</translation>
    </message>
    <message>
        <source>Choose another file or layer</source>
        <translation>请选择其他文件或图层</translation>
    </message>
    <message>
        <source>The area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>The layer [{name}]</source>
        <translation>图层 [{name}]</translation>
    </message>
    <message>
        <source>{meaning} has no file</source>
        <translation>{meaning}没有文件</translation>
    </message>
    <message>
        <source>Name a file, such as railway.gpkg</source>
        <translation>请指定文件，例如 railway.gpkg</translation>
    </message>
    <message>
        <source>{meaning} is not there: {short} does not exist</source>
        <translation>{meaning}不存在：没有 {short}</translation>
    </message>
    <message>
        <source>Check the path</source>
        <translation>请检查路径</translation>
    </message>
    <message>
        <source>The file of the objects</source>
        <translation>对象文件</translation>
    </message>
    <message>
        <source>{short_name} has 1 band, not a band {outside}</source>
        <translation>{short_name} 有 1 个波段，没有波段 {outside}</translation>
    </message>
    <message>
        <source>{short_name} has {count} bands, not a band {outside}</source>
        <translation>{short_name} 有 {count} 个波段，没有波段 {outside}</translation>
    </message>
    <message>
        <source>{short_name} is damaged, or of a kind that GDAL cannot open</source>
        <translation>{short_name} 已损坏，或属于 GDAL 无法打开的类型</translation>
    </message>
    <message>
        <source>{short_name} is no raster, or is damaged</source>
        <translation>{short_name} 不是栅格，或已损坏</translation>
    </message>
    <message>
        <source>{short_name} does not exist</source>
        <translation>{short_name} 不存在</translation>
    </message>
    <message>
        <source>{short_name} may not be read</source>
        <translation>{short_name} 不允许读取</translation>
    </message>
    <message>
        <source>{short_name} is an empty file</source>
        <translation>{short_name} 是空文件</translation>
    </message>
    <message>
        <source>{short_name} is a folder, not a raster</source>
        <translation>{short_name} 是文件夹，不是栅格</translation>
    </message>
    <message>
        <source>{short_name} holds complex numbers, which have no colour</source>
        <translation>{short_name} 含有复数，没有颜色</translation>
    </message>
    <message>
        <source>{short_name} has no pixels</source>
        <translation>{short_name} 没有像素</translation>
    </message>
    <message>
        <source>{short_name} holds several rasters: {shown} and {len} more</source>
        <translation>{short_name} 含有多个栅格：{shown}，另有 {len} 个</translation>
    </message>
    <message>
        <source>{short_name} holds several rasters: {shown}</source>
        <translation>{short_name} 含有多个栅格：{shown}</translation>
    </message>
    <message>
        <source>{short_name} holds no raster band</source>
        <translation>{short_name} 没有栅格波段</translation>
    </message>
    <message>
        <source>{short_name} has control points or RPCs that cannot be resolved</source>
        <translation>{short_name} 的控制点或 RPC 无法解算</translation>
    </message>
    <message>
        <source>Choose bands from 1 to {count}</source>
        <translation>请选择 1 至 {count} 的波段</translation>
    </message>
    <message>
        <source>Choose band 1</source>
        <translation>请选择波段 1</translation>
    </message>
    <message>
        <source>The file may be damaged or incomplete; copy or download it again</source>
        <translation>文件可能已损坏或不完整；请重新复制或下载</translation>
    </message>
    <message>
        <source>Check the path, and that the drive is connected</source>
        <translation>请检查路径，并确认驱动器已连接</translation>
    </message>
    <message>
        <source>Choose a GeoTIFF or another raster that GDAL reads</source>
        <translation>请选择 GeoTIFF 或 GDAL 可读取的其他栅格</translation>
    </message>
    <message>
        <source>Ask for the right to read the file</source>
        <translation>请申请该文件的读取权限</translation>
    </message>
    <message>
        <source>Copy or download it again</source>
        <translation>请重新复制或下载</translation>
    </message>
    <message>
        <source>Choose a file inside it</source>
        <translation>请选择其中的文件</translation>
    </message>
    <message>
        <source>Write the amplitude to a real band first, for example with gdal_calc</source>
        <translation>请先将振幅写入实数波段，例如使用 gdal_calc</translation>
    </message>
    <message>
        <source>Choose a file with at least one band of pixels</source>
        <translation>请选择至少有一个像素波段的文件</translation>
    </message>
    <message>
        <source>Choose another raster</source>
        <translation>请选择其他栅格</translation>
    </message>
    <message>
        <source>Give one of these names instead of the file</source>
        <translation>请用其中一个名称代替该文件</translation>
    </message>
    <message>
        <source>Warp it first, for example with Raster &gt; Projections &gt; Warp in QGIS</source>
        <translation>请先进行变形，例如使用 QGIS 的“栅格 &gt; 投影 &gt; 变形”</translation>
    </message>
    <message>
        <source>No raster is chosen</source>
        <translation>没有选择栅格</translation>
    </message>
    <message>
        <source>The extent is not a rectangle</source>
        <translation>范围不是矩形</translation>
    </message>
    <message>
        <source>The extent lies outside {name}</source>
        <translation>范围在 {name} 之外</translation>
    </message>
    <message>
        <source>Choose an extent that overlaps it, in the raster's CRS</source>
        <translation>请以栅格的 CRS 选择与其重叠的范围</translation>
    </message>
    <message>
        <source>Give left &lt; right and bottom &lt; top in the raster's CRS</source>
        <translation>请以栅格的 CRS 给出左 &lt; 右、下 &lt; 上</translation>
    </message>
    <message>
        <source>The working resolution is not positive</source>
        <translation>工作分辨率不是正数</translation>
    </message>
    <message>
        <source>Give metres per pixel above 0</source>
        <translation>请给出大于 0 的每像素米数</translation>
    </message>
    <message>
        <source>A part of {short_name} cannot be read (columns {col_off} to {col_end}, rows {row_off} to {row_end})</source>
        <translation>{short_name} 的一部分无法读取（列 {col_off} 至 {col_end}，行 {row_off} 至 {row_end}）</translation>
    </message>
    <message>
        <source>The extent holds no pixel</source>
        <translation>范围内没有像素</translation>
    </message>
    <message>
        <source>Choose a larger extent</source>
        <translation>请选择更大的范围</translation>
    </message>
    <message>
        <source>The area lies outside the raster</source>
        <translation>区域在栅格之外</translation>
    </message>
    <message>
        <source>Choose polygons that overlap it</source>
        <translation>请选择与其重叠的多边形</translation>
    </message>
    <message>
        <source>The extent lies outside the frames</source>
        <translation>范围在各帧之外</translation>
    </message>
    <message>
        <source>Choose one that overlaps them</source>
        <translation>请选择与其重叠的范围</translation>
    </message>
    <message>
        <source>The frames are too large together: {right} x {bottom} pixels</source>
        <translation>各帧合起来过大：{right} x {bottom} 像素</translation>
    </message>
    <message>
        <source>Choose a smaller extent</source>
        <translation>请选择更小的范围</translation>
    </message>
    <message>
        <source>The time {time} of a frame is none</source>
        <translation>帧的时间 {time} 不是有效时间</translation>
    </message>
    <message>
        <source>Give it as 2024-05-17T10:00:00Z</source>
        <translation>请写成 2024-05-17T10:00:00Z 的形式</translation>
    </message>
    <message>
        <source>left out: {name} has the same time as {name2}</source>
        <translation>已略去：{name} 与 {name2} 时间相同</translation>
    </message>
    <message>
        <source>the frames were not given in the order of their times; they are followed by time</source>
        <translation>各帧未按时间顺序给出；将按时间跟踪</translation>
    </message>
    <message>
        <source>left out: {message}</source>
        <translation>已略去：{message}</translation>
    </message>
    <message>
        <source>No frames were given</source>
        <translation>没有给出帧</translation>
    </message>
    <message>
        <source>Give raster files, or a folder that holds some</source>
        <translation>请给出栅格文件，或含有栅格文件的文件夹</translation>
    </message>
    <message>
        <source>There is no frame to follow anything in</source>
        <translation>没有可供跟踪的帧</translation>
    </message>
    <message>
        <source>There is only one frame to follow anything in</source>
        <translation>只有一帧可供跟踪</translation>
    </message>
    <message>
        <source>left out: {name} does not overlap the other frames</source>
        <translation>已略去：{name} 与其他帧不重叠</translation>
    </message>
    <message>
        <source>left out: {name} has no place on the map, unlike others</source>
        <translation>已略去：{name} 在地图上没有位置，与其他帧不同</translation>
    </message>
    <message>
        <source>left out: {name} has a place on the map, unlike others</source>
        <translation>已略去：{name} 在地图上有位置，与其他帧不同</translation>
    </message>
    <message>
        <source>{name} cannot be laid over the others</source>
        <translation>{name} 无法叠放到其他帧上</translation>
    </message>
    <message>
        <source>Warp the frames to one CRS first</source>
        <translation>请先将各帧变形到同一 CRS</translation>
    </message>
    <message>
        <source>There is no frame {number}</source>
        <translation>没有第 {number} 帧</translation>
    </message>
    <message>
        <source>Frames count from 0 in the order given</source>
        <translation>帧按给出的顺序从 0 开始编号</translation>
    </message>
    <message>
        <source>The click lies outside what the CRS can express</source>
        <translation>单击位置超出该 CRS 可表达的范围</translation>
    </message>
    <message>
        <source>Click inside a frame</source>
        <translation>请在帧内单击</translation>
    </message>
    <message>
        <source>object {object_id} in frame {frame}: {message}</source>
        <translation>第 {frame} 帧中的对象 {object_id}：{message}</translation>
    </message>
    <message>
        <source>object {object_id} in frame {frame}: the click lies outside the frame or on nodata</source>
        <translation>第 {frame} 帧中的对象 {object_id}：单击位置在帧之外或在无数据处</translation>
    </message>
    <message>
        <source>The outline is no polygon</source>
        <translation>轮廓不是多边形</translation>
    </message>
    <message>
        <source>Click the object again</source>
        <translation>请重新单击该对象</translation>
    </message>
    <message>
        <source>Movers are found in three frames or more</source>
        <translation>查找移动对象需要三帧或更多</translation>
    </message>
    <message>
        <source>Give more frames, or click the object</source>
        <translation>请给出更多帧，或单击对象</translation>
    </message>
    <message>
        <source>No click hits a frame: {notes}</source>
        <translation>没有单击落在帧上：{notes}</translation>
    </message>
    <message>
        <source>no prompt model was given: masks come from differences between frames</source>
        <translation>没有提示模型：掩膜取自帧间差异</translation>
    </message>
    <message>
        <source>object {number} is lost at {name}; click it again there</source>
        <translation>对象 {number} 在 {name} 处跟丢；请在那里重新单击</translation>
    </message>
    <message>
        <source>It is not said what to follow</source>
        <translation>没有说明要跟踪什么</translation>
    </message>
    <message>
        <source>There is no direction {direction}</source>
        <translation>没有方向 {direction}</translation>
    </message>
    <message>
        <source>Choose {forward}, {backward} or {both}</source>
        <translation>请选择 {forward}、{backward} 或 {both}</translation>
    </message>
    <message>
        <source>Choose two frames or more of the same place; the bands of one file can be frames, too</source>
        <translation>请选择同一地点的两帧或更多帧；也可将一个文件的各波段作为帧</translation>
    </message>
    <message>
        <source>movers much smaller than most were left out; the minimum area sets the limit</source>
        <translation>已略去比多数小得多的移动对象；界限由最小面积决定</translation>
    </message>
    <message>
        <source>Click an object, or ask for movers, one of both</source>
        <translation>请单击对象或查找移动对象，二者择一</translation>
    </message>
    <message>
        <source>The run was stopped</source>
        <translation>运行已停止</translation>
    </message>
    <message>
        <source>Run it again</source>
        <translation>请重新运行</translation>
    </message>
    <message>
        <source>There is no device {wanted}</source>
        <translation>没有设备 {wanted}</translation>
    </message>
    <message>
        <source>Choose auto, cuda, mps or cpu</source>
        <translation>请选择 auto、cuda、mps 或 cpu</translation>
    </message>
    <message>
        <source>{name} computes wrong numbers</source>
        <translation>{name} 的计算结果有误</translation>
    </message>
    <message>
        <source>{name} failed its test: {splitlines}</source>
        <translation>{name} 未通过测试：{splitlines}</translation>
    </message>
    <message>
        <source>CUDA finds no GPU or no driver</source>
        <translation>CUDA 找不到 GPU 或驱动程序</translation>
    </message>
    <message>
        <source>this torch was built without CUDA</source>
        <translation>此 torch 不支持 CUDA</translation>
    </message>
    <message>
        <source>there is no Apple GPU</source>
        <translation>没有 Apple GPU</translation>
    </message>
    <message>
        <source>The device {wanted} cannot be used: {obstacles}</source>
        <translation>无法使用设备 {wanted}：{obstacles}</translation>
    </message>
    <message>
        <source>Choose auto or cpu</source>
        <translation>请选择 auto 或 cpu</translation>
    </message>
    <message>
        <source>The Apple GPU works</source>
        <translation>Apple GPU 可用</translation>
    </message>
    <message>
        <source>The GPU {name} with {memory_gib} GiB works</source>
        <translation>GPU {name}（{memory_gib} GiB）可用</translation>
    </message>
    <message>
        <source>{reason}; the CPU has bfloat16 instructions</source>
        <translation>{reason}；CPU 支持 bfloat16 指令</translation>
    </message>
    <message>
        <source>No GPU can be used: {obstacles}</source>
        <translation>没有可用的 GPU：{obstacles}</translation>
    </message>
    <message>
        <source>The CPU was asked for</source>
        <translation>按要求使用 CPU</translation>
    </message>
    <message>
        <source>The embeddings {name} were made with another {name2}</source>
        <translation>嵌入文件 {name} 是用另一个 {name2} 生成的</translation>
    </message>
    <message>
        <source>Give the same raster, bands and model as then, or name another file</source>
        <translation>请使用与当时相同的栅格、波段和模型，或指定另一个文件</translation>
    </message>
    <message>
        <source>The embeddings {name} cannot be kept there</source>
        <translation>无法在该处保存嵌入文件 {name}</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to, with room on its disk</source>
        <translation>请选择可写入且磁盘有空间的文件夹</translation>
    </message>
    <message>
        <source>{name} holds no embeddings, or is damaged</source>
        <translation>{name} 不含嵌入，或已损坏</translation>
    </message>
    <message>
        <source>Name another file, so that this one is kept</source>
        <translation>请指定另一个文件，以保留此文件</translation>
    </message>
    <message>
        <source>The embeddings {name} are the output, too</source>
        <translation>嵌入 {name} 同时也是输出</translation>
    </message>
    <message>
        <source>Name another file for them</source>
        <translation>请为嵌入指定另一个文件</translation>
    </message>
    <message>
        <source>{name} is in use by another program</source>
        <translation>{name} 正被其他程序使用</translation>
    </message>
    <message>
        <source>There is no room on the disk for {name}</source>
        <translation>磁盘空间不足，无法保存 {name}</translation>
    </message>
    <message>
        <source>The disk refuses to take {name}</source>
        <translation>磁盘拒绝写入 {name}</translation>
    </message>
    <message>
        <source>{name} is not a GeoPackage</source>
        <translation>{name} 不是 GeoPackage</translation>
    </message>
    <message>
        <source>{name} has a layer of this name with other columns</source>
        <translation>{name} 中有同名但字段不同的图层</translation>
    </message>
    <message>
        <source>Look for room on the disk, or choose another one</source>
        <translation>请检查磁盘空间，或选择其他磁盘</translation>
    </message>
    <message>
        <source>Choose another file name</source>
        <translation>请选择其他文件名</translation>
    </message>
    <message>
        <source>Choose another file or layer name</source>
        <translation>请选择其他文件名或图层名</translation>
    </message>
    <message>
        <source>{name} cannot be written</source>
        <translation>无法写入 {name}</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to</source>
        <translation>请选择可写入的文件夹</translation>
    </message>
    <message>
        <source>The layer {layer} of {name} holds no polygons</source>
        <translation>{name} 的图层 {layer} 不含多边形</translation>
    </message>
    <message>
        <source>The layer {layer} of {name} has another CRS</source>
        <translation>{name} 的图层 {layer} 的 CRS 不同</translation>
    </message>
    <message>
        <source>Save to another file, or under another layer name</source>
        <translation>请保存到其他文件，或使用其他图层名</translation>
    </message>
    <message>
        <source>The probability raster {name} cannot be written</source>
        <translation>无法写入概率栅格 {name}</translation>
    </message>
    <message>
        <source>Make room on the disk, or choose another folder for temporary files</source>
        <translation>请腾出磁盘空间，或为临时文件选择其他文件夹</translation>
    </message>
    <message>
        <source>The probability raster cannot be read</source>
        <translation>无法读取概率栅格</translation>
    </message>
    <message>
        <source>Run again; its file may be damaged</source>
        <translation>请重新运行；其文件可能已损坏</translation>
    </message>
    <message>
        <source>It was stopped before it began</source>
        <translation>尚未开始就已停止</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>请再次请求</translation>
    </message>
    <message>
        <source>The overlay {path} cannot be written</source>
        <translation>无法写入叠加图 {path}</translation>
    </message>
    <message>
        <source>Choose another place for it</source>
        <translation>请为其选择其他位置</translation>
    </message>
    <message>
        <source>the whole scene, as asked</source>
        <translation>按要求搜索整个场景</translation>
    </message>
    <message>
        <source>There is not enough memory to run {id} on {name}</source>
        <translation>内存不足，无法对 {name} 运行 {id}</translation>
    </message>
    <message>
        <source>The overlay {name} is the raster itself</source>
        <translation>叠加图 {name} 就是栅格本身</translation>
    </message>
    <message>
        <source>Choose another overlay; the raster is never written to</source>
        <translation>请选择其他叠加图；绝不会写入栅格</translation>
    </message>
    <message>
        <source>The overlay {name} is the output, too</source>
        <translation>叠加图 {name} 同时也是输出</translation>
    </message>
    <message>
        <source>Choose another overlay</source>
        <translation>请选择其他叠加图</translation>
    </message>
    <message>
        <source>An overlap of {overlap_px} px is more than half of the {view_px} px that {id} sees at once</source>
        <translation>{overlap_px} 像素的重叠超过 {id} 一次所见 {view_px} 像素的一半</translation>
    </message>
    <message>
        <source>Choose one of at most {view_px}</source>
        <translation>请选择不超过 {view_px} 的值</translation>
    </message>
    <message>
        <source>No tile of {name} can be read</source>
        <translation>{name} 的任何瓦片都无法读取</translation>
    </message>
    <message>
        <source>The unfinished run beside the output was made with another {name}</source>
        <translation>输出旁未完成的运行是用另一个 {name} 进行的</translation>
    </message>
    <message>
        <source>What an earlier run kept beside the output is damaged</source>
        <translation>以前的运行在输出旁保留的内容已损坏</translation>
    </message>
    <message>
        <source>Another run is writing the same output</source>
        <translation>另一个运行正在写入同一输出</translation>
    </message>
    <message>
        <source>The disk of {parent} is full</source>
        <translation>{parent} 所在磁盘已满</translation>
    </message>
    <message>
        <source>The disk of {parent} refuses to be read or written</source>
        <translation>{parent} 所在磁盘无法读写</translation>
    </message>
    <message>
        <source>{parent} cannot be written to</source>
        <translation>无法写入 {parent}</translation>
    </message>
    <message>
        <source>Choose an output folder you may write to</source>
        <translation>请选择可写入的输出文件夹</translation>
    </message>
    <message>
        <source>Wait for it to end, or choose another output file</source>
        <translation>请等待其结束，或选择其他输出文件</translation>
    </message>
    <message>
        <source>A request was not understood</source>
        <translation>无法理解请求</translation>
    </message>
    <message>
        <source>The environment of the engine is incomplete</source>
        <translation>引擎的环境不完整</translation>
    </message>
    <message>
        <source>The engine met something unexpected: {name}</source>
        <translation>引擎遇到意外情况：{name}</translation>
    </message>
    <message>
        <source>The system refuses: {split}</source>
        <translation>系统拒绝：{split}</translation>
    </message>
    <message>
        <source>The system refuses: out of memory</source>
        <translation>系统拒绝：内存不足</translation>
    </message>
    <message>
        <source>Try again; if it happens again, please report it with the details</source>
        <translation>请重试；如再次发生，请附上详细信息报告</translation>
    </message>
    <message>
        <source>Check paths, disk and memory</source>
        <translation>请检查路径、磁盘和内存</translation>
    </message>
    <message>
        <source>Install the engine again</source>
        <translation>请重新安装引擎</translation>
    </message>
    <message>
        <source>{name} is no GeoPackage name</source>
        <translation>{name} 不是 GeoPackage 的文件名</translation>
    </message>
    <message>
        <source>End the name of the output in .gpkg</source>
        <translation>输出文件名请以 .gpkg 结尾</translation>
    </message>
    <message>
        <source>The output {name} is {name2} itself</source>
        <translation>输出 {name} 就是 {name2} 本身</translation>
    </message>
    <message>
        <source>Choose another output; {name} is never written to</source>
        <translation>请选择其他输出；绝不会写入 {name}</translation>
    </message>
    <message>
        <source>{name} is no usable file name</source>
        <translation>{name} 不是可用的文件名</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>请另选一个</translation>
    </message>
    <message>
        <source>{path} is a folder</source>
        <translation>{path} 是文件夹</translation>
    </message>
    <message>
        <source>Name a file in it, such as objects.gpkg</source>
        <translation>请指定其中的文件，例如 objects.gpkg</translation>
    </message>
    <message>
        <source>The folder {parent} does not exist</source>
        <translation>文件夹 {parent} 不存在</translation>
    </message>
    <message>
        <source>Make it, or choose another output</source>
        <translation>请创建它，或选择其他输出</translation>
    </message>
    <message>
        <source>Choose an output that you may write to</source>
        <translation>请选择可写入的输出</translation>
    </message>
    <message>
        <source>{path} is no ordinary file</source>
        <translation>{path} 不是普通文件</translation>
    </message>
    <message>
        <source>Choose another output</source>
        <translation>请选择其他输出</translation>
    </message>
    <message>
        <source>{name} is there already and is no GeoPackage</source>
        <translation>{name} 已存在，且不是 GeoPackage</translation>
    </message>
    <message>
        <source>Choose another output, so that this file is kept</source>
        <translation>请选择其他输出，以保留该文件</translation>
    </message>
    <message>
        <source>Close it there or stop editing, then run again</source>
        <translation>请在那里关闭它或停止编辑，然后重新运行</translation>
    </message>
    <message>
        <source>{rstrip}. The finished tiles are kept: run again to go on</source>
        <translation>{rstrip}。已完成的瓦片予以保留：重新运行即可继续</translation>
    </message>
    <message>
        <source>Close other programs, or choose the CPU or a smaller tile size, then run again</source>
        <translation>请关闭其他程序，或选择 CPU 或更小的瓦片大小，然后重新运行</translation>
    </message>
    <message>
        <source>Take the same settings as then, or start anew</source>
        <translation>请使用与当时相同的设置，或重新开始</translation>
    </message>
    <message>
        <source>Run again to start anew</source>
        <translation>请重新开始运行</translation>
    </message>
    <message>
        <source>Look for room on the disk, then run again to go on</source>
        <translation>请检查磁盘空间，然后重新运行以继续</translation>
    </message>
    <message>
        <source>Free some space, then run again to go on</source>
        <translation>请腾出空间，然后重新运行以继续</translation>
    </message>
    <message>
        <source>Run again to go on</source>
        <translation>重新运行即可继续</translation>
    </message>
    <message>
        <source>The file config.json in {name} does not state the sizes of a CLIP</source>
        <translation>{name} 中的文件 config.json 没有说明 CLIP 的尺寸</translation>
    </message>
    <message>
        <source>Download it again; it must be of the same model as the weights</source>
        <translation>请重新下载；它须与权重属于同一模型</translation>
    </message>
    <message>
        <source>The file {config_name} of the model {name} cannot be understood</source>
        <translation>无法理解模型 {name} 的文件 {config_name}</translation>
    </message>
    <message>
        <source>Download or copy the model again</source>
        <translation>请重新下载或复制该模型</translation>
    </message>
    <message>
        <source>The folder {name} is no model: {config_name} is missing</source>
        <translation>文件夹 {name} 不是模型：缺少 {config_name}</translation>
    </message>
    <message>
        <source>The file {config_name} of the model {name} is damaged</source>
        <translation>模型 {name} 的文件 {config_name} 已损坏</translation>
    </message>
    <message>
        <source>The folder {name} is no GeoRefer model</source>
        <translation>文件夹 {name} 不是 GeoRefer 模型</translation>
    </message>
    <message>
        <source>The model {name} is written in a format that this version does not know</source>
        <translation>模型 {name} 的格式是此版本不认识的</translation>
    </message>
    <message>
        <source>Update GeoRefer</source>
        <translation>请更新 GeoRefer</translation>
    </message>
    <message>
        <source>The folder {name} must hold one checkpoint and holds {name2}</source>
        <translation>文件夹 {name} 须含一个检查点，现含 {name2}</translation>
    </message>
    <message>
        <source>The folder {name} must hold one checkpoint and holds none</source>
        <translation>文件夹 {name} 须含一个检查点，但一个也没有</translation>
    </message>
    <message>
        <source>Choose the checkpoint itself, or remove the others</source>
        <translation>请选择检查点本身，或移除其余文件</translation>
    </message>
    <message>
        <source>The weights in {source} do not fit the model: {parts}</source>
        <translation>{source} 中的权重与模型不符：{parts}</translation>
    </message>
    <message>
        <source>Choose weights of the same architecture and size</source>
        <translation>请选择架构和大小相同的权重</translation>
    </message>
    <message>
        <source>The weights in {source} hold values that are not numbers ({some})</source>
        <translation>{source} 中的权重含有非数值（{some}）</translation>
    </message>
    <message>
        <source>Use an earlier checkpoint, or download the file again</source>
        <translation>请使用较早的检查点，或重新下载该文件</translation>
    </message>
    <message>
        <source>There are no weights at {name}</source>
        <translation>{name} 处没有权重</translation>
    </message>
    <message>
        <source>{name} holds no weights</source>
        <translation>{name} 不含权重</translation>
    </message>
    <message>
        <source>The weights file {name} is damaged</source>
        <translation>权重文件 {name} 已损坏</translation>
    </message>
    <message>
        <source>Download or copy the file again</source>
        <translation>请重新下载或复制该文件</translation>
    </message>
    <message>
        <source>The weights file {name} holds more than weights ({wanted}) and was not opened</source>
        <translation>权重文件 {name} 含有权重以外的内容（{wanted}），未打开</translation>
    </message>
    <message>
        <source>Convert it to safetensors on a machine where you trust it</source>
        <translation>请在您信任它的机器上将其转换为 safetensors</translation>
    </message>
    <message>
        <source>The folder {name} has no config.json of a CLIP</source>
        <translation>文件夹 {name} 中没有 CLIP 的 config.json</translation>
    </message>
    <message>
        <source>Add config.json of the same model</source>
        <translation>请添加同一模型的 config.json</translation>
    </message>
    <message>
        <source>The file {name} is damaged</source>
        <translation>文件 {name} 已损坏</translation>
    </message>
    <message>
        <source>Download it again</source>
        <translation>请重新下载</translation>
    </message>
    <message>
        <source>{name} is {name2}, which is no CLIP</source>
        <translation>{name} 是 {name2}，不是 CLIP</translation>
    </message>
    <message>
        <source>Choose a CLIP or SigLIP</source>
        <translation>请选择 CLIP 或 SigLIP</translation>
    </message>
    <message>
        <source>There is no recipe in {name}</source>
        <translation>{name} 中没有配方</translation>
    </message>
    <message>
        <source>Choose the folder that holds it</source>
        <translation>请选择含有它的文件夹</translation>
    </message>
    <message>
        <source>The weights have the size of no published RSRefSeg</source>
        <translation>权重的大小不符合任何已发布的 RSRefSeg</translation>
    </message>
    <message>
        <source>Add a file sizes.json with the sizes of the model to its folder</source>
        <translation>请在其文件夹中添加写有模型尺寸的 sizes.json</translation>
    </message>
    <message>
        <source>The folder {name} holds no weights</source>
        <translation>文件夹 {name} 不含权重</translation>
    </message>
    <message>
        <source>Add {weight_names} of the base model</source>
        <translation>请添加基础模型的 {weight_names}</translation>
    </message>
    <message>
        <source>The file {index_name} in {name} is damaged</source>
        <translation>{name} 中的文件 {index_name} 已损坏</translation>
    </message>
    <message>
        <source>Download the model again</source>
        <translation>请重新下载该模型</translation>
    </message>
    <message>
        <source>The folder {name} has no config.json</source>
        <translation>文件夹 {name} 中没有 config.json</translation>
    </message>
    <message>
        <source>The model in {name} cannot be loaded</source>
        <translation>无法加载 {name} 中的模型</translation>
    </message>
    <message>
        <source>Download it again; its config.json and its weights must be of one model</source>
        <translation>请重新下载；其 config.json 和权重须属于同一模型</translation>
    </message>
    <message>
        <source>The weights in {name} are not whole: {len} are missing or do not fit</source>
        <translation>{name} 中的权重不完整：{len} 项缺失或不符</translation>
    </message>
    <message>
        <source>The LoRA weights of {key} do not fit: {list} for {list2}</source>
        <translation>{key} 的 LoRA 权重不符：{list}，应为 {list2}</translation>
    </message>
    <message>
        <source>Choose a checkpoint of the same architecture and size</source>
        <translation>请选择架构和大小相同的检查点</translation>
    </message>
    <message>
        <source>The LoRA weights {key} belong to no layer of the file</source>
        <translation>LoRA 权重 {key} 不属于该文件的任何层</translation>
    </message>
    <message>
        <source>Choose a checkpoint that holds the whole model</source>
        <translation>请选择含有整个模型的检查点</translation>
    </message>
    <message>
        <source>The weights are no whole SAM in the layout of segment-anything</source>
        <translation>权重不是 segment-anything 布局的完整 SAM</translation>
    </message>
    <message>
        <source>Choose a checkpoint that holds image encoder, prompt encoder and mask decoder</source>
        <translation>请选择含有图像编码器、提示编码器和掩膜解码器的检查点</translation>
    </message>
    <message>
        <source>The package segment-anything is missing</source>
        <translation>缺少软件包 segment-anything</translation>
    </message>
    <message>
        <source>The weights are no CLIP of two plain transformers in the layout of open_clip</source>
        <translation>权重不是 open_clip 布局的、由两个普通 transformer 组成的 CLIP</translation>
    </message>
    <message>
        <source>Choose a ViT such as RemoteCLIP's or GeoRSCLIP's</source>
        <translation>请选择 ViT，例如 RemoteCLIP 或 GeoRSCLIP 的</translation>
    </message>
    <message>
        <source>The file {name} does not state the sizes of an RSRefSeg</source>
        <translation>文件 {name} 没有说明 RSRefSeg 的尺寸</translation>
    </message>
    <message>
        <source>Correct or remove it</source>
        <translation>请更正或移除它</translation>
    </message>
    <message>
        <source>The file {name} must hold an object</source>
        <translation>文件 {name} 须含一个对象</translation>
    </message>
    <message>
        <source>The file sizes.json does not state the sizes of this kind of model</source>
        <translation>文件 sizes.json 没有说明这类模型的尺寸</translation>
    </message>
    <message>
        <source>The file {recipe_name} in {name} is no recipe of a model</source>
        <translation>{name} 中的文件 {recipe_name} 不是模型配方</translation>
    </message>
    <message>
        <source>Correct it; it names an architecture ({roles}) and its parts</source>
        <translation>请更正；它应写明一种架构（{roles}）及其组成部分</translation>
    </message>
    <message>
        <source>The settings in {recipe_name} of {name} cannot be used</source>
        <translation>{name} 的 {recipe_name} 中的设置无法使用</translation>
    </message>
    <message>
        <source>Correct or remove them</source>
        <translation>请更正或移除它们</translation>
    </message>
    <message>
        <source>{name} needs its CLIP{value}</source>
        <translation>{name} 需要其 CLIP{value}</translation>
    </message>
    <message>
        <source>{name} needs its SAM{value}</source>
        <translation>{name} 需要其 SAM{value}</translation>
    </message>
    <message>
        <source>{name} needs its detector{value}</source>
        <translation>{name} 需要其检测器{value}</translation>
    </message>
    <message>
        <source>{name} needs its tokenizer{value}</source>
        <translation>{name} 需要其分词器{value}</translation>
    </message>
    <message>
        <source>The weights have the size of no published ReferSAM</source>
        <translation>权重的大小不符合任何已发布的 ReferSAM</translation>
    </message>
    <message>
        <source>The weights hold no text model that ReferSAM has</source>
        <translation>权重中没有 ReferSAM 所用的文本模型</translation>
    </message>
    <message>
        <source>Choose a checkpoint with BERT or CLIP's text tower</source>
        <translation>请选择带有 BERT 或 CLIP 文本塔的检查点</translation>
    </message>
    <message>
        <source>The file {name} is no part of a SAM</source>
        <translation>文件 {name} 不是 SAM 的一部分</translation>
    </message>
    <message>
        <source>The file {name} is a second file of {value}</source>
        <translation>文件 {name} 是 {value} 的第二个文件</translation>
    </message>
    <message>
        <source>Choose the files of one model</source>
        <translation>请选择同一模型的文件</translation>
    </message>
    <message>
        <source>{source} holds no image encoder of a SAM</source>
        <translation>{source} 不含 SAM 的图像编码器</translation>
    </message>
    <message>
        <source>The folder</source>
        <translation>该文件夹</translation>
    </message>
    <message>
        <source>Add the file that does: a SAM, or ROS-SAM's model_1.safetensors</source>
        <translation>请添加含有它的文件：某个 SAM，或 ROS-SAM 的 model_1.safetensors</translation>
    </message>
    <message>
        <source>The box {index} does not lie in the picture</source>
        <translation>框 {index} 不在图像内</translation>
    </message>
    <message>
        <source>Draw it around an object of the picture</source>
        <translation>请围绕图像中的对象绘制</translation>
    </message>
    <message>
        <source>The LoRA weights do not fit the image encoder</source>
        <translation>LoRA 权重与图像编码器不符</translation>
    </message>
    <message>
        <source>Choose LoRA weights that were made for this SAM</source>
        <translation>请选择为此 SAM 制作的 LoRA 权重</translation>
    </message>
    <message>
        <source>The LoRA weights are for {len} blocks, and the image encoder has {len2}</source>
        <translation>LoRA 权重对应 {len} 个块，而图像编码器有 {len2} 个</translation>
    </message>
    <message>
        <source>The weights have the size of no published SAM 2.1</source>
        <translation>权重的大小不符合任何已发布的 SAM 2.1</translation>
    </message>
    <message>
        <source>Choose SAM 2.1 Hiera-T, S, B+ or L, or a folder of transformers with its config.json</source>
        <translation>请选择 SAM 2.1 Hiera-T、S、B+ 或 L，或带有 config.json 的 transformers 文件夹</translation>
    </message>
    <message>
        <source>{name} is {name2}, which is no SAM</source>
        <translation>{name} 是 {name2}，不是 SAM</translation>
    </message>
    <message>
        <source>Choose a SAM</source>
        <translation>请选择某个 SAM</translation>
    </message>
    <message>
        <source>The file config.json in {name} does not state the sizes of a SAM 2</source>
        <translation>{name} 中的文件 config.json 没有说明 SAM 2 的尺寸</translation>
    </message>
    <message>
        <source>Download it again, or remove it</source>
        <translation>请重新下载，或移除它</translation>
    </message>
    <message>
        <source>The weights file {name} is damaged or not whole</source>
        <translation>权重文件 {name} 已损坏或不完整</translation>
    </message>
    <message>
        <source>The tokenizer in {name} needs a library that is missing</source>
        <translation>{name} 中的分词器需要一个缺少的库</translation>
    </message>
    <message>
        <source>Install the packages sentencepiece and protobuf into the environment of the engine</source>
        <translation>请将软件包 sentencepiece 和 protobuf 安装到引擎的环境中</translation>
    </message>
    <message>
        <source>The folder {name} holds no tokenizer that can be read</source>
        <translation>文件夹 {name} 中没有可读取的分词器</translation>
    </message>
    <message>
        <source>Add the tokenizer files of the text model to the folder</source>
        <translation>请将文本模型的分词器文件添加到该文件夹</translation>
    </message>
    <message>
        <source>Get {written} in the window of models, or name it in {recipe_name}</source>
        <translation>请在模型窗口中获取 {written}，或在 {recipe_name} 中指定</translation>
    </message>
    <message>
        <source>Get it in the window of models, or name it in {recipe_name}</source>
        <translation>请在模型窗口中获取，或在 {recipe_name} 中指定</translation>
    </message>
    <message>
        <source>{message}. {remedy}</source>
        <translation>{message}。{remedy}</translation>
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
        <source>The chosen build of PyTorch could not be had from {index}</source>
        <translation>无法从 {index} 获取所选的 PyTorch 版本</translation>
    </message>
    <message>
        <source>Check the network and the proxy, or choose another build</source>
        <translation>请检查网络和代理，或选择其他版本</translation>
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
        <source>Click o&amp;n the map</source>
        <translation>在地图上点击(&amp;N)</translation>
    </message>
    <message>
        <source>Add a raster layer to the project to click in it</source>
        <translation>请向工程添加栅格图层，以便在其中点击</translation>
    </message>
    <message>
        <source>Raster layer to click in</source>
        <translation>要在其中点击的栅格图层</translation>
    </message>
    <message>
        <source>A layer for clicked objects</source>
        <translation>点击对象的专用图层</translation>
    </message>
    <message>
        <source>Polygon layer that kept objects go into</source>
        <translation>保留的对象所放入的多边形图层</translation>
    </message>
    <message>
        <source>Model that outlines</source>
        <translation>勾画轮廓的模型</translation>
    </message>
    <message>
        <source>Makes the map take clicks; choosing another map tool ends it</source>
        <translation>让地图接收点击；选择其他地图工具即结束</translation>
    </message>
    <message>
        <source>L&amp;ayer</source>
        <translation>图层(&amp;A)</translation>
    </message>
    <message>
        <source>Keep &amp;in</source>
        <translation>放入(&amp;I)</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>点击</translation>
    </message>
    <message>
        <source>Click objects, and follow those that move</source>
        <translation>点击对象，并跟踪移动的对象</translation>
    </message>
    <message>
        <source>Progress of the installation</source>
        <translation>安装进度</translation>
    </message>
    <message>
        <source>Which PyTorch is installed: for the CPU alone, or for a GPU</source>
        <translation>要安装的 PyTorch：仅用于 CPU，或用于 GPU</translation>
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
        <source>Frames in the order of their time</source>
        <translation>按时间排列的各帧</translation>
    </message>
    <message>
        <source>{number}  {name}</source>
        <translation>{number}  {name}</translation>
    </message>
    <message>
        <source>{frame}, {time}</source>
        <translation>{frame}，{time}</translation>
    </message>
    <message>
        <source>Raster layers of the project</source>
        <translation>工程中的栅格图层</translation>
    </message>
    <message>
        <source>Those selected in the layer tree; all where fewer than two are selected</source>
        <translation>图层树中选中的图层；选中不足两个时为全部</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>文件夹……</translation>
    </message>
    <message>
        <source>Bands or pages of the layer</source>
        <translation>该图层的波段或页面</translation>
    </message>
    <message>
        <source>&amp;Frames from</source>
        <translation>帧来自(&amp;F)</translation>
    </message>
    <message>
        <source>Pictures of one place at several times, to follow objects through</source>
        <translation>同一地点在不同时刻的影像，用于跟踪对象</translation>
    </message>
    <message>
        <source>No frames</source>
        <translation>不用帧</translation>
    </message>
    <message>
        <source>Goes back to clicking in one layer</source>
        <translation>回到在单个图层中点击</translation>
    </message>
    <message>
        <source>With two frames or more, objects can be followed through time.</source>
        <translation>有两帧或更多时，可以随时间跟踪对象。</translation>
    </message>
    <message>
        <source>{count} frames; the chosen one is shown on the map</source>
        <translation>{count} 帧；地图显示所选的一帧</translation>
    </message>
    <message>
        <source>File...</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Weights ({patterns})</source>
        <translation>权重 ({patterns})</translation>
    </message>
    <message>
        <source>All files ({patterns})</source>
        <translation>所有文件 ({patterns})</translation>
    </message>
    <message>
        <source>File or folder of the model</source>
        <translation>模型的文件或文件夹</translation>
    </message>
    <message>
        <source>What it lacks, such as its tokenizer</source>
        <translation>它所缺少的内容，例如分词器</translation>
    </message>
    <message>
        <source>&amp;Copy it to the models</source>
        <translation>复制到模型文件夹(&amp;C)</translation>
    </message>
    <message>
        <source>Without a copy a folder is used where it lies</source>
        <translation>不复制时，文件夹在原处使用</translation>
    </message>
    <message>
        <source>Re&amp;place the model of this name</source>
        <translation>替换同名模型(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>Add a model of your own</source>
        <translation>添加自己的模型</translation>
    </message>
    <message>
        <source>SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM and ReferSAM are recognised by their weights. Every weight is read once; files that would run code are refused.</source>
        <translation>SAM、SAM-HQ、SAM 2、CLIP、SigLIP、RSRefSeg、RSRefSeg 2、ROS-SAM 和 ReferSAM 可由其权重识别。每个权重都会读取一遍；会运行代码的文件将被拒绝。</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>来自(&amp;F)</translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation>名称(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;With</source>
        <translation>附带(&amp;W)</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型的名称</translation>
    </message>
    <message>
        <source>Choose the file or folder of the model</source>
        <translation>请选择模型的文件或文件夹</translation>
    </message>
    <message>
        <source>A name has small letters, digits, dots, hyphens and underscores</source>
        <translation>名称只能包含小写字母、数字、点、连字符和下划线</translation>
    </message>
    <message>
        <source>There is a model of this name. Choose another name, or replace it</source>
        <translation>已有同名模型。请换一个名称，或替换它</translation>
    </message>
    <message>
        <source>About the model</source>
        <translation>关于该模型</translation>
    </message>
    <message>
        <source>Where to get it from</source>
        <translation>从哪里获取</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Searches with this model from now on</source>
        <translation>从现在起用此模型查找</translation>
    </message>
    <message>
        <source>Compares every file with what it was when it came</source>
        <translation>将每个文件与获取时的状态比较</translation>
    </message>
    <message>
        <source>I accept the &amp;licence</source>
        <translation>我接受许可(&amp;L)</translation>
    </message>
    <message>
        <source>from {source}</source>
        <translation>来自 {source}</translation>
    </message>
    <message>
        <source>Accept the licence first</source>
        <translation>请先接受许可</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Stops it; what has come is kept, and getting it again goes on from there</source>
        <translation>停止；已下载的部分会保留，再次获取时从该处继续</translation>
    </message>
    <message>
        <source>: </source>
        <translation>：</translation>
    </message>
    <message>
        <source>GeoRefer models</source>
        <translation>GeoRefer 模型</translation>
    </message>
    <message>
        <source>Add your &amp;own...</source>
        <translation>添加自己的模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>筛选模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
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
        <source>Find another phrase as well (Shift+Enter)</source>
        <translation>同时查找另一条短语（Shift+Enter）</translation>
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
        <source>&amp;Keep object</source>
        <translation>保留对象(&amp;K)</translation>
    </message>
    <message>
        <source>Keeps the outline that is shown (Enter)</source>
        <translation>保留所显示的轮廓（Enter）</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>退一步(&amp;B)</translation>
    </message>
    <message>
        <source>Takes the last click back, or the last object that was kept (Ctrl+Z)</source>
        <translation>撤回上一次点击，或上一个保留的对象（Ctrl+Z）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Forgets the object that is being clicked (Esc)</source>
        <translation>放弃正在点击的对象（Esc）</translation>
    </message>
    <message>
        <source>Left click: on the object. Right click: not this. Drag: a box around it. Enter keeps it, Esc forgets it.</source>
        <translation>左键：属于对象。右键：不属于。拖动：在对象周围画框。Enter 保留，Esc 放弃。</translation>
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
        <source>Also find:</source>
        <translation>同时查找：</translation>
    </message>
    <message>
        <source>Click to edit it; the cross or Delete removes it</source>
        <translation>单击以编辑；点叉号或按 Delete 键移除</translation>
    </message>
    <message>
        <source>Also find "{phrase}"</source>
        <translation>同时查找“{phrase}”</translation>
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
    <message>
        <source>Objects to follow</source>
        <translation>要跟踪的对象</translation>
    </message>
    <message>
        <source>New object</source>
        <translation>新对象</translation>
    </message>
    <message>
        <source>{done} of {total} frames</source>
        <translation>{done}/{total} 帧</translation>
    </message>
    <message>
        <source>{stage}, {frames}</source>
        <translation>{stage}，{frames}</translation>
    </message>
    <message>
        <source>Movers of a smaller area are left out; automatic: much smaller than most</source>
        <translation>更小的移动对象将被略去；自动：远小于多数的将被略去</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>For speeds, where the frames carry no time of their own</source>
        <translation>各帧本身没有时间时，用于计算速度</translation>
    </message>
    <message>
        <source>Remove object</source>
        <translation>移除对象</translation>
    </message>
    <message>
        <source>Track forward</source>
        <translation>向前跟踪</translation>
    </message>
    <message>
        <source>Track backward</source>
        <translation>向后跟踪</translation>
    </message>
    <message>
        <source>Track both wa&amp;ys</source>
        <translation>双向跟踪(&amp;Y)</translation>
    </message>
    <message>
        <source>Find movers</source>
        <translation>查找移动对象</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Save tracks...</source>
        <translation>保存轨迹...</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>Minimum area of movers (m²)</source>
        <translation>移动对象的最小面积 (m²)</translation>
    </message>
    <message>
        <source>Follows the objects from the frames they were clicked in, on in time</source>
        <translation>从点击所在的帧起，沿时间向前跟踪对象</translation>
    </message>
    <message>
        <source>Follows the objects from the frames they were clicked in, back in time</source>
        <translation>从点击所在的帧起，沿时间向后跟踪对象</translation>
    </message>
    <message>
        <source>Follows the objects through all frames</source>
        <translation>在所有帧中跟踪对象</translation>
    </message>
    <message>
        <source>Finds everything that moves, without a click</source>
        <translation>无需点击，查找所有移动的对象</translation>
    </message>
    <message>
        <source>Plays frames and tracks by the temporal controller</source>
        <translation>用时态控制器播放各帧和轨迹</translation>
    </message>
    <message>
        <source>Saves outlines and tracks as they look now to a GeoPackage</source>
        <translation>将轮廓和轨迹按当前样式保存到 GeoPackage</translation>
    </message>
    <message>
        <source>Object {number} (frame {frames})</source>
        <translation>对象 {number}（第 {frames} 帧）</translation>
    </message>
    <message>
        <source>{object}: {state}</source>
        <translation>{object}：{state}</translation>
    </message>
</context></TS>
