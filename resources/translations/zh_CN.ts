<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>BoardDelegate</name>
        <message>
            <source>drill</source>
            <translation>演练</translation>
        </message>
    </context>
    <context>
        <name>BoardFilter</name>
        <message>
            <source>Real ones and drills</source>
            <translation>真实事件和演练</translation>
        </message>
        <message>
            <source>No drills</source>
            <translation>不含演练</translation>
        </message>
        <message>
            <source>Drills only</source>
            <translation>只看演练</translation>
        </message>
        <message>
            <source>Also those that are over</source>
            <translation>包括已办结的</translation>
        </message>
        <message>
            <source>Only those of my unit</source>
            <translation>只看本单位的</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>All units</source>
            <translation>全部单位</translation>
        </message>
        <message>
            <source>with those that are over</source>
            <translation>含已办结</translation>
        </message>
        <message>
            <source>of my unit</source>
            <translation>本单位</translation>
        </message>
    </context>
    <context>
        <name>BoardModel</name>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Incident</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Age</source>
            <translation>已过</translation>
        </message>
        <message>
            <source>Video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Conference</source>
            <translation>会议</translation>
        </message>
        <message>
            <source>Drill: {0}</source>
            <translation>演练：{0}</translation>
        </message>
    </context>
    <context>
        <name>CameraFields</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>National ID</source>
            <translation>国标编码</translation>
        </message>
        <message>
            <source>Street</source>
            <translation>街道/镇</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>场所</translation>
        </message>
        <message>
            <source>Longitude</source>
            <translation>经度</translation>
        </message>
        <message>
            <source>Latitude</source>
            <translation>纬度</translation>
        </message>
        <message>
            <source>Reference system</source>
            <translation>坐标系</translation>
        </message>
        <message>
            <source>Heading</source>
            <translation>朝向</translation>
        </message>
        <message>
            <source>Main stream</source>
            <translation>主码流地址</translation>
        </message>
        <message>
            <source>Sub stream</source>
            <translation>子码流地址</translation>
        </message>
        <message>
            <source>User</source>
            <translation>用户名</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>口令</translation>
        </message>
        <message>
            <source>Domains</source>
            <translation>领域</translation>
        </message>
        <message>
            <source>Grid code</source>
            <translation>网格编码</translation>
        </message>
        <message>
            <source>City code</source>
            <translation>城市码</translation>
        </message>
    </context>
    <context>
        <name>CameraFiles</name>
        <message>
            <source>Export cameras</source>
            <translation>导出摄像机</translation>
        </message>
        <message>
            <source>Cameras: {0}</source>
            <translation>摄像机：{0} 路</translation>
        </message>
        <message>
            <source>{0} was not written: {1}</source>
            <translation>{0} 未写入：{1}</translation>
        </message>
        <message>
            <source>Written: {0}</source>
            <translation>已写入：{0}</translation>
        </message>
        <message>
            <source>Cameras imported: {0}.</source>
            <translation>已导入摄像机 {0} 路。</translation>
        </message>
    </context>
    <context>
        <name>CameraForm</name>
        <message>
            <source>Add a camera</source>
            <translation>添加摄像机</translation>
        </message>
        <message>
            <source>Edit the camera</source>
            <translation>编辑摄像机</translation>
        </message>
        <message>
            <source>Not saved: see the reasons beside the fields.</source>
            <translation>未保存：请按各栏下的提示修改。</translation>
        </message>
    </context>
    <context>
        <name>CameraPanel</name>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Fill the wall</source>
            <translation>铺满上墙</translation>
        </message>
        <message>
            <source>Show the selection instead of everything on the current output</source>
            <translation>用所选内容替换当前大屏的全部画面</translation>
        </message>
        <message>
            <source>Remove the camera {0}?</source>
            <translation>移除摄像机 {0}？</translation>
        </message>
        <message>
            <source>Remove {0} cameras?</source>
            <translation>移除 {0} 路摄像机？</translation>
        </message>
        <message>
            <source>Scenes that show them keep an empty place. Export them first to go back.</source>
            <translation>用到它们的场景会留下空位。如需恢复，请先导出。</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>No camera matches “{0}”. Esc shows all.</source>
            <translation>没有匹配“{0}”的摄像机，按 Esc 显示全部。</translation>
        </message>
        <message>
            <source>Fill the wall ({0})</source>
            <translation>铺满上墙（{0}）</translation>
        </message>
        <message>
            <source>Tour in the selected tile…</source>
            <translation>在选中窗格轮巡…</translation>
        </message>
        <message>
            <source>Name, code, pinyin or initials</source>
            <translation>名称、编号、拼音或首字母</translation>
        </message>
        <message>
            <source>Search cameras</source>
            <translation>搜索摄像机</translation>
        </message>
        <message>
            <source>Show in the selected tile</source>
            <translation>上墙到选中窗格</translation>
        </message>
        <message>
            <source>Edit…</source>
            <translation>编辑…</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>移除…</translation>
        </message>
        <message>
            <source>Add a camera</source>
            <translation>添加摄像机</translation>
        </message>
        <message>
            <source>Import cameras from a file</source>
            <translation>从文件导入摄像机</translation>
        </message>
        <message>
            <source>Export cameras to a file</source>
            <translation>导出摄像机到文件</translation>
        </message>
        <message>
            <source>No cameras yet: import a CSV or add one</source>
            <translation>还没有摄像机：请导入 CSV 或逐个添加</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>Add a camera…</source>
            <translation>添加摄像机…</translation>
        </message>
    </context>
    <context>
        <name>CameraPreview</name>
        <message>
            <source>Preview of the selected camera</source>
            <translation>所选摄像机预览</translation>
        </message>
        <message>
            <source>Nothing selected</source>
            <translation>未选择</translation>
        </message>
        <message>
            <source>Select a camera in the tree or a tile above.</source>
            <translation>请在左侧选摄像机，或在上方选窗格。</translation>
        </message>
        <message>
            <source>Street</source>
            <translation>街道/镇</translation>
        </message>
        <message>
            <source>Codec</source>
            <translation>编码格式</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>场所</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>分辨率</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>帧率</translation>
        </message>
        <message>
            <source>National ID</source>
            <translation>国标编码</translation>
        </message>
        <message>
            <source>Bit rate</source>
            <translation>码率</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Stream</source>
            <translation>码流</translation>
        </message>
        <message>
            <source>Heading</source>
            <translation>朝向</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Grid</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Domains</source>
            <translation>领域</translation>
        </message>
        <message>
            <source>(given in {0})</source>
            <translation>（原始坐标 {0}）</translation>
        </message>
        <message>
            <source>{0} a second</source>
            <translation>{0} 帧/秒</translation>
        </message>
        <message>
            <source>Main</source>
            <translation>主码流</translation>
        </message>
        <message>
            <source>Sub</source>
            <translation>子码流</translation>
        </message>
    </context>
    <context>
        <name>CameraTreeModel</name>
        <message>
            <source>Without a street</source>
            <translation>未填街道</translation>
        </message>
        <message>
            <source>Without a site</source>
            <translation>未填场所</translation>
        </message>
    </context>
    <context>
        <name>CloseDialog</name>
        <message>
            <source>Close the console?</source>
            <translation>关闭控制台？</translation>
        </message>
        <message>
            <source>The wall is on. Closing the console ends the program, and every output goes dark.</source>
            <translation>大屏正在显示。关闭控制台将结束程序，所有大屏都会变黑。</translation>
        </message>
        <message>
            <source>Keep the wall on</source>
            <translation>保持大屏开启</translation>
        </message>
        <message>
            <source>End the program</source>
            <translation>结束程序</translation>
        </message>
    </context>
    <context>
        <name>ConsoleWindow</name>
        <message>
            <source>Console</source>
            <translation>控制台</translation>
        </message>
        <message>
            <source>Beijing time</source>
            <translation>北京时间</translation>
        </message>
        <message>
            <source>Keys (F1)</source>
            <translation>快捷键（F1）</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
    </context>
    <context>
        <name>CountdownWords</name>
        <message>
            <source>excluded, took {0}</source>
            <translation>已剔除，用时 {0}</translation>
        </message>
        <message>
            <source>{0} h {1} min</source>
            <translation>{0}小时{1}分</translation>
        </message>
        <message>
            <source>{0} d {1} h</source>
            <translation>{0}天{1}小时</translation>
        </message>
        <message>
            <source>{0} min</source>
            <translation>{0}分钟</translation>
        </message>
        <message>
            <source>{0} h</source>
            <translation>{0}小时</translation>
        </message>
        <message>
            <source>{0} d</source>
            <translation>{0}天</translation>
        </message>
        <message>
            <source>no such clock</source>
            <translation>无此时钟</translation>
        </message>
        <message>
            <source>{0} left</source>
            <translation>剩 {0}</translation>
        </message>
        <message>
            <source>met {0} · evidence</source>
            <translation>达标 {0} · 证据</translation>
        </message>
        <message>
            <source>met {0} · by hand</source>
            <translation>达标 {0} · 人工</translation>
        </message>
        <message>
            <source>over {0}</source>
            <translation>超时 {0}</translation>
        </message>
        <message>
            <source>late by {0} · evidence</source>
            <translation>迟 {0} · 证据</translation>
        </message>
        <message>
            <source>late by {0} · by hand</source>
            <translation>迟 {0} · 人工</translation>
        </message>
        <message>
            <source>never met</source>
            <translation>未达标</translation>
        </message>
        <message>
            <source>excluded</source>
            <translation>已剔除</translation>
        </message>
        <message>
            <source>no clock</source>
            <translation>无时钟</translation>
        </message>
        <message>
            <source>left</source>
            <translation>剩余</translation>
        </message>
        <message>
            <source>left, warned</source>
            <translation>剩余 · 临期</translation>
        </message>
        <message>
            <source>met · evidence</source>
            <translation>达标 · 证据</translation>
        </message>
        <message>
            <source>met · by hand</source>
            <translation>达标 · 人工</translation>
        </message>
        <message>
            <source>over</source>
            <translation>已超时</translation>
        </message>
        <message>
            <source>late · evidence</source>
            <translation>迟 · 证据</translation>
        </message>
        <message>
            <source>late · by hand</source>
            <translation>迟 · 人工</translation>
        </message>
    </context>
    <context>
        <name>Desktop</name>
        <message>
            <source>Camera {0} is not in the list any more</source>
            <translation>摄像机 {0} 已不在列表中</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>Form of the file</source>
            <translation>文件格式</translation>
        </message>
        <message>
            <source>With passwords</source>
            <translation>包含口令</translation>
        </message>
        <message>
            <source>Everybody who gets the file can watch the cameras. Keep it where only you can read it.</source>
            <translation>拿到此文件的人都能看到这些摄像机，请妥善保管。</translation>
        </message>
        <message>
            <source>Choose a place…</source>
            <translation>选择位置…</translation>
        </message>
    </context>
    <context>
        <name>FaultWords</name>
        <message>
            <source>A national ID has 20 digits</source>
            <translation>国标编码应为 20 位数字</translation>
        </message>
        <message>
            <source>A spreadsheet rounded the ID: format the column as text and enter it again</source>
            <translation>编码被表格软件取整：请把该列设为文本后重新填写</translation>
        </message>
        <message>
            <source>The ID begins with no known region</source>
            <translation>编码开头的行政区划不存在</translation>
        </message>
        <message>
            <source>The type in the ID (digits 11 to 13) is unknown</source>
            <translation>编码第 11～13 位的类型不存在</translation>
        </message>
        <message>
            <source>The ID is not that of a camera</source>
            <translation>不是摄像机的编码</translation>
        </message>
        <message>
            <source>the address is empty</source>
            <translation>地址为空</translation>
        </message>
        <message>
            <source>the address contains control characters</source>
            <translation>含有控制字符</translation>
        </message>
        <message>
            <source>not an address: it needs a scheme such as rtsp:// or the path of a file</source>
            <translation>不是地址：应以 rtsp:// 等开头，或为文件路径</translation>
        </message>
        <message>
            <source>the port is not between 1 and 65535</source>
            <translation>端口应在 1～65535 之间</translation>
        </message>
        <message>
            <source>the host is malformed</source>
            <translation>主机名写法有误</translation>
        </message>
        <message>
            <source>the host is missing or malformed</source>
            <translation>缺少主机名或写法有误</translation>
        </message>
        <message>
            <source>Unusable address: {0}</source>
            <translation>地址不可用：{0}</translation>
        </message>
        <message>
            <source>Must not be empty</source>
            <translation>不能为空</translation>
        </message>
        <message>
            <source>Too long</source>
            <translation>太长</translation>
        </message>
        <message>
            <source>Contains control characters</source>
            <translation>含有控制字符</translation>
        </message>
        <message>
            <source>Not a number</source>
            <translation>不是数字</translation>
        </message>
        <message>
            <source>Out of range ({0})</source>
            <translation>超出范围（{0}）</translation>
        </message>
        <message>
            <source>Coordinates need their reference system</source>
            <translation>有坐标就要写明坐标系</translation>
        </message>
        <message>
            <source>Unknown; use one of {0}</source>
            <translation>未知，请用 {0} 之一</translation>
        </message>
        <message>
            <source>Addresses and columns name different users or passwords</source>
            <translation>地址中与列中的用户名或口令不一致</translation>
        </message>
        <message>
            <source>A text or a number belongs here</source>
            <translation>此处应为文本或数字</translation>
        </message>
        <message>
            <source>The same as in row {0}</source>
            <translation>与第 {0} 行重复</translation>
        </message>
        <message>
            <source>Already registered: {0}</source>
            <translation>已登记：{0}</translation>
        </message>
        <message>
            <source>Wrong number of fields: {0}</source>
            <translation>字段数不对：{0}</translation>
        </message>
        <message>
            <source>Quotes are not closed</source>
            <translation>引号没有闭合</translation>
        </message>
        <message>
            <source>The file is empty</source>
            <translation>文件为空</translation>
        </message>
        <message>
            <source>The file is too large</source>
            <translation>文件太大</translation>
        </message>
        <message>
            <source>Too many cameras in one file</source>
            <translation>一个文件中的摄像机太多</translation>
        </message>
        <message>
            <source>Neither UTF-8 nor GB18030</source>
            <translation>既不是 UTF-8 也不是 GB18030 编码</translation>
        </message>
        <message>
            <source>Not readable: {0}</source>
            <translation>无法解析：{0}</translation>
        </message>
        <message>
            <source>Unknown column</source>
            <translation>未知的列</translation>
        </message>
        <message>
            <source>The column is missing</source>
            <translation>缺少此列</translation>
        </message>
        <message>
            <source>The column is there twice</source>
            <translation>此列重复</translation>
        </message>
        <message>
            <source>The file cannot be read: {0}</source>
            <translation>文件无法读取：{0}</translation>
        </message>
    </context>
    <context>
        <name>ImportDialog</name>
        <message>
            <source>Import cameras</source>
            <translation>导入摄像机</translation>
        </message>
        <message>
            <source>CSV or JSON; the first line of a CSV names its columns</source>
            <translation>CSV 或 JSON；CSV 首行为列名</translation>
        </message>
        <message>
            <source>What happens to the cameras that are there</source>
            <translation>如何处理现有摄像机</translation>
        </message>
        <message>
            <source>Add to the cameras that are there</source>
            <translation>添加到现有摄像机</translation>
        </message>
        <message>
            <source>Add, and update those that are there</source>
            <translation>添加，并更新已有的</translation>
        </message>
        <message>
            <source>Replace all cameras that are there</source>
            <translation>替换全部现有摄像机</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Reading {0}…</source>
            <translation>正在读取 {0}…</translation>
        </message>
        <message>
            <source>Cameras that would come in: {0}.</source>
            <translation>将导入摄像机 {0} 路。</translation>
        </message>
        <message>
            <source>Cameras that would go: {0}.</source>
            <translation>将移除 {0} 路。</translation>
        </message>
        <message>
            <source>Of them updated: {0}.</source>
            <translation>其中更新 {0} 路。</translation>
        </message>
        <message>
            <source>Read as {0}.</source>
            <translation>按 {0} 编码读取。</translation>
        </message>
        <message>
            <source>Not in the file: {0}.</source>
            <translation>文件中没有：{0}。</translation>
        </message>
        <message>
            <source>Errors: {0}. Nothing is imported; correct the file and choose it again.</source>
            <translation>错误 {0} 处，未导入任何摄像机；请改正文件后重新选择。</translation>
        </message>
        <message>
            <source>The first {0} are shown.</source>
            <translation>只显示前 {0} 处。</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Errors</source>
            <translation>错误</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Column</source>
            <translation>列</translation>
        </message>
        <message>
            <source>What stands there</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Choose a file…</source>
            <translation>选择文件…</translation>
        </message>
    </context>
    <context>
        <name>IncidentBoard</name>
        <message>
            <source>Incidents</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>Report (N)</source>
            <translation>报告 (N)</translation>
        </message>
        <message>
            <source>Report an incident (N)</source>
            <translation>报告事件 (N)</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Choose which incidents are shown</source>
            <translation>选择显示哪些事件</translation>
        </message>
        <message>
            <source>Show all open incidents again</source>
            <translation>重新显示全部未办结事件</translation>
        </message>
        <message>
            <source>{0} open · {1} running</source>
            <translation>{0} 件未办结 · {1} 件计时中</translation>
        </message>
        <message>
            <source>{0} shown · {1}</source>
            <translation>显示 {0} 件 · {1}</translation>
        </message>
        <message>
            <source>No incident matches “{0}”. Esc shows all.</source>
            <translation>没有匹配“{0}”的事件。按 Esc 显示全部。</translation>
        </message>
        <message>
            <source>No incident is left by this filter.</source>
            <translation>此筛选条件下没有事件。</translation>
        </message>
        <message>
            <source>No open incident. N reports one.</source>
            <translation>没有未办结事件。按 N 报告事件。</translation>
        </message>
        <message>
            <source>Title, place, number, pinyin</source>
            <translation>标题、地点、编号、拼音</translation>
        </message>
        <message>
            <source>Search incidents</source>
            <translation>搜索事件</translation>
        </message>
    </context>
    <context>
        <name>IncidentWords</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>{0} dead</source>
            <translation>死亡 {0} 人</translation>
        </message>
        <message>
            <source>{0} injured</source>
            <translation>受伤 {0} 人</translation>
        </message>
        <message>
            <source>{0} missing</source>
            <translation>失踪 {0} 人</translation>
        </message>
        <message>
            <source>{0} trapped</source>
            <translation>被困 {0} 人</translation>
        </message>
        <message>
            <source>none known</source>
            <translation>暂无</translation>
        </message>
        <message>
            <source>I extremely serious</source>
            <translation>I级 特别重大</translation>
        </message>
        <message>
            <source>II serious</source>
            <translation>II级 重大</translation>
        </message>
        <message>
            <source>III considerable</source>
            <translation>III级 较大</translation>
        </message>
        <message>
            <source>IV ordinary</source>
            <translation>IV级 一般</translation>
        </message>
        <message>
            <source>natural disaster</source>
            <translation>自然灾害</translation>
        </message>
        <message>
            <source>accident</source>
            <translation>事故灾难</translation>
        </message>
        <message>
            <source>public health</source>
            <translation>公共卫生</translation>
        </message>
        <message>
            <source>public security</source>
            <translation>社会安全</translation>
        </message>
        <message>
            <source>registered</source>
            <translation>登记</translation>
        </message>
        <message>
            <source>verified</source>
            <translation>核实</translation>
        </message>
        <message>
            <source>opened</source>
            <translation>立案</translation>
        </message>
        <message>
            <source>assigned</source>
            <translation>派遣</translation>
        </message>
        <message>
            <source>in progress</source>
            <translation>处置</translation>
        </message>
        <message>
            <source>reported back</source>
            <translation>反馈</translation>
        </message>
        <message>
            <source>checked</source>
            <translation>核查</translation>
        </message>
        <message>
            <source>closed</source>
            <translation>结案</translation>
        </message>
        <message>
            <source>merged</source>
            <translation>并案</translation>
        </message>
        <message>
            <source>false report</source>
            <translation>误报</translation>
        </message>
        <message>
            <source>telephone</source>
            <translation>电话</translation>
        </message>
        <message>
            <source>hotline 12345</source>
            <translation>12345热线</translation>
        </message>
        <message>
            <source>grid patrol system</source>
            <translation>网格系统</translation>
        </message>
        <message>
            <source>alarm</source>
            <translation>报警</translation>
        </message>
        <message>
            <source>patrol</source>
            <translation>巡查</translation>
        </message>
        <message>
            <source>camera</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>direct report from the ground</source>
            <translation>基层直报</translation>
        </message>
        <message>
            <source>warning</source>
            <translation>预警</translation>
        </message>
        <message>
            <source>other source</source>
            <translation>其他来源</translation>
        </message>
        <message>
            <source>duty officer</source>
            <translation>值班员</translation>
        </message>
        <message>
            <source>duty leader</source>
            <translation>带班领导</translation>
        </message>
        <message>
            <source>standby</source>
            <translation>备班</translation>
        </message>
        <message>
            <source>director</source>
            <translation>主任</translation>
        </message>
        <message>
            <source>deputy director</source>
            <translation>副主任</translation>
        </message>
        <message>
            <source>police</source>
            <translation>公安</translation>
        </message>
        <message>
            <source>fire service</source>
            <translation>消防</translation>
        </message>
        <message>
            <source>health</source>
            <translation>卫生</translation>
        </message>
        <message>
            <source>market supervision</source>
            <translation>市场监管</translation>
        </message>
        <message>
            <source>law enforcement</source>
            <translation>城管执法</translation>
        </message>
        <message>
            <source>housing</source>
            <translation>房管</translation>
        </message>
        <message>
            <source>street leader</source>
            <translation>街镇领导</translation>
        </message>
        <message>
            <source>site contact</source>
            <translation>场所联系人</translation>
        </message>
        <message>
            <source>expert</source>
            <translation>专家</translation>
        </message>
        <message>
            <source>not acknowledged yet</source>
            <translation>待签收</translation>
        </message>
        <message>
            <source>acknowledged</source>
            <translation>已签收</translation>
        </message>
        <message>
            <source>declined</source>
            <translation>已退回</translation>
        </message>
        <message>
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <source>Initial report</source>
            <translation>首报</translation>
        </message>
        <message>
            <source>Update report</source>
            <translation>续报</translation>
        </message>
        <message>
            <source>Final report</source>
            <translation>终报</translation>
        </message>
        <message>
            <source>no camera in range</source>
            <translation>范围内无探头</translation>
        </message>
        <message>
            <source>drill</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>other reason</source>
            <translation>其他原因</translation>
        </message>
        <message>
            <source>field device</source>
            <translation>现场设备</translation>
        </message>
        <message>
            <source>participant</source>
            <translation>与会人员</translation>
        </message>
        <message>
            <source>no clock was running any more</source>
            <translation>时钟已不在运行</translation>
        </message>
        <message>
            <source>the hub does not know the source</source>
            <translation>中枢不认识该来源</translation>
        </message>
        <message>
            <source>source or incident has no coordinates</source>
            <translation>来源或事件没有坐标</translation>
        </message>
        <message>
            <source>the source is too far away</source>
            <translation>来源距离过远</translation>
        </message>
        <message>
            <source>the hub does not know the output</source>
            <translation>中枢不认识该输出屏</translation>
        </message>
        <message>
            <source>the output belongs to another seat</source>
            <translation>该输出屏属于其他席位</translation>
        </message>
        <message>
            <source>the source was not on that tile</source>
            <translation>该来源不在此窗格中</translation>
        </message>
        <message>
            <source>the tile was hidden or covered</source>
            <translation>窗格被隐藏或遮挡</translation>
        </message>
        <message>
            <source>it did not run for 3 s</source>
            <translation>持续不足3秒</translation>
        </message>
        <message>
            <source>the picture froze</source>
            <translation>画面卡顿</translation>
        </message>
        <message>
            <source>the picture was black</source>
            <translation>画面全黑</translation>
        </message>
        <message>
            <source>it was a no-signal card</source>
            <translation>画面为无信号卡</translation>
        </message>
        <message>
            <source>it is from before the clock's start</source>
            <translation>早于时钟起点</translation>
        </message>
        <message>
            <source>it is dated in the future</source>
            <translation>时间在未来</translation>
        </message>
        <message>
            <source>a required role was missing</source>
            <translation>缺少必需角色</translation>
        </message>
        <message>
            <source>sound or picture went one way only</source>
            <translation>音视频仅单向</translation>
        </message>
        <message>
            <source>the seat may not give evidence</source>
            <translation>该席位无权提供证据</translation>
        </message>
        <message>
            <source>Video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Conference</source>
            <translation>会议</translation>
        </message>
    </context>
    <context>
        <name>KeySheet</name>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>On the wall and its overview</source>
            <translation>大屏与总览</translation>
        </message>
        <message>
            <source>In the console</source>
            <translation>控制台</translation>
        </message>
        <message>
            <source>In the camera tree</source>
            <translation>摄像机列表</translation>
        </message>
        <message>
            <source>In scenes and tours</source>
            <translation>场景与轮巡列表</translation>
        </message>
        <message>
            <source>With the mouse</source>
            <translation>鼠标</translation>
        </message>
        <message>
            <source>Double click</source>
            <translation>双击</translation>
        </message>
        <message>
            <source>Expand or restore a tile</source>
            <translation>放大或还原窗格</translation>
        </message>
        <message>
            <source>Drag</source>
            <translation>拖动</translation>
        </message>
        <message>
            <source>Change places; from the tree: show</source>
            <translation>交换窗格；从列表拖出：上墙</translation>
        </message>
        <message>
            <source>Shift and drag on the wall</source>
            <translation>在大屏上按住 Shift 拖动</translation>
        </message>
        <message>
            <source>Join tiles</source>
            <translation>合并窗格</translation>
        </message>
        <message>
            <source>Wheel on the wall</source>
            <translation>在大屏上滚轮</translation>
        </message>
        <message>
            <source>Zoom; then drag to move</source>
            <translation>电子放大，再拖动平移</translation>
        </message>
        <message>
            <source>Right click</source>
            <translation>右键</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>菜单</translation>
        </message>
    </context>
    <context>
        <name>Keys</name>
        <message>
            <source>Layout {0}</source>
            <translation>布局 {0}</translation>
        </message>
        <message>
            <source>Work on output {0}</source>
            <translation>操作大屏 {0}</translation>
        </message>
        <message>
            <source>Select the tile to the left</source>
            <translation>选左侧窗格</translation>
        </message>
        <message>
            <source>Select the tile to the right</source>
            <translation>选右侧窗格</translation>
        </message>
        <message>
            <source>Select the tile above</source>
            <translation>选上方窗格</translation>
        </message>
        <message>
            <source>Select the tile below</source>
            <translation>选下方窗格</translation>
        </message>
        <message>
            <source>Expand or restore the tile</source>
            <translation>放大或还原窗格</translation>
        </message>
        <message>
            <source>Back to all tiles</source>
            <translation>回到全部窗格</translation>
        </message>
        <message>
            <source>Clear the tile</source>
            <translation>清空窗格</translation>
        </message>
        <message>
            <source>Overlay on or off</source>
            <translation>显示或隐藏叠加信息</translation>
        </message>
        <message>
            <source>How pictures fit their tiles</source>
            <translation>画面适应方式</translation>
        </message>
        <message>
            <source>Connect the tile again now</source>
            <translation>立即重连窗格</translation>
        </message>
        <message>
            <source>Connect all tiles again now</source>
            <translation>全部立即重连</translation>
        </message>
        <message>
            <source>Save a snapshot of the tile</source>
            <translation>窗格抓图</translation>
        </message>
        <message>
            <source>Save a snapshot of the tile as JPEG</source>
            <translation>窗格抓图为 JPEG</translation>
        </message>
        <message>
            <source>Copy the tile's picture</source>
            <translation>复制窗格画面</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>电子放大</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>电子缩小</translation>
        </message>
        <message>
            <source>Whole picture</source>
            <translation>还原缩放</translation>
        </message>
        <message>
            <source>Previous scene</source>
            <translation>上一场景</translation>
        </message>
        <message>
            <source>Next scene</source>
            <translation>下一场景</translation>
        </message>
        <message>
            <source>Pause the tour or let it go on</source>
            <translation>暂停或继续轮巡</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Full screen or window</source>
            <translation>全屏或窗口</translation>
        </message>
        <message>
            <source>This sheet</source>
            <translation>本页</translation>
        </message>
        <message>
            <source>Search cameras</source>
            <translation>搜索摄像机</translation>
        </message>
        <message>
            <source>Save the output as a scene</source>
            <translation>大屏存为场景</translation>
        </message>
        <message>
            <source>Import cameras</source>
            <translation>导入摄像机</translation>
        </message>
        <message>
            <source>Show the camera on the wall</source>
            <translation>摄像机上墙</translation>
        </message>
        <message>
            <source>Fill the wall with the selection</source>
            <translation>所选铺满上墙</translation>
        </message>
        <message>
            <source>Edit the camera</source>
            <translation>编辑摄像机</translation>
        </message>
        <message>
            <source>Remove the cameras</source>
            <translation>移除摄像机</translation>
        </message>
        <message>
            <source>Show the scene, start the tour</source>
            <translation>场景上墙，启动轮巡</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
    </context>
    <context>
        <name>LayoutWords</name>
        <message>
            <source>{0} joined to {1} tiles</source>
            <translation>{0} 合并为 {1} 格</translation>
        </message>
        <message>
            <source>Whole picture</source>
            <translation>完整画面</translation>
        </message>
        <message>
            <source>Fill the tile</source>
            <translation>填满窗格</translation>
        </message>
        <message>
            <source>Stretch</source>
            <translation>拉伸</translation>
        </message>
    </context>
    <context>
        <name>LinkWords</name>
        <message>
            <source>No link to the hub since {0}: this is what was known then. Trying again.</source>
            <translation>自 {0} 起与中枢断开：以下为断开前的情况。正在重连。</translation>
        </message>
        <message>
            <source>The hub has ended this session: log in again. This is what was known before.</source>
            <translation>中枢已结束本次会话：请重新登录。以下为此前的情况。</translation>
        </message>
        <message>
            <source>The link to the hub is closed.</source>
            <translation>与中枢的连接已关闭。</translation>
        </message>
        <message>
            <source>Waiting for the hub…</source>
            <translation>正在等待中枢…</translation>
        </message>
        <message>
            <source>The hub cannot write at the moment: it refuses every command until it can.</source>
            <translation>中枢暂时无法写入：恢复前将拒绝一切指令。</translation>
        </message>
    </context>
    <context>
        <name>NameDialog</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>The name is taken: saving replaces what it stands for.</source>
            <translation>名称已存在：保存将替换原有内容。</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
    </context>
    <context>
        <name>Notices</name>
        <message>
            <source>Notices</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close notice</source>
            <translation>关闭提示</translation>
        </message>
        <message>
            <source>Information</source>
            <translation>提示</translation>
        </message>
        <message>
            <source>Warning</source>
            <translation>警告</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>错误</translation>
        </message>
    </context>
    <context>
        <name>OutputBar</name>
        <message>
            <source>Output</source>
            <translation>大屏</translation>
        </message>
        <message>
            <source>Layout</source>
            <translation>布局</translation>
        </message>
        <message>
            <source>Overlay</source>
            <translation>叠加信息</translation>
        </message>
        <message>
            <source>How pictures fit their tiles</source>
            <translation>画面适应方式</translation>
        </message>
        <message>
            <source>Connect all tiles again now</source>
            <translation>全部立即重连</translation>
        </message>
        <message>
            <source>Clear all tiles</source>
            <translation>清空全部窗格</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Previous step of the tour</source>
            <translation>轮巡上一步</translation>
        </message>
        <message>
            <source>Pause the tour</source>
            <translation>暂停轮巡</translation>
        </message>
        <message>
            <source>Next step of the tour</source>
            <translation>轮巡下一步</translation>
        </message>
        <message>
            <source>Stop the tour</source>
            <translation>停止轮巡</translation>
        </message>
        <message>
            <source>No wall output</source>
            <translation>没有大屏输出</translation>
        </message>
        <message>
            <source>Let the tour go on</source>
            <translation>继续轮巡</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>{0} left</source>
            <translation>剩 {0}</translation>
        </message>
    </context>
    <context>
        <name>OutputMenu</name>
        <message>
            <source>Expand</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Back to all tiles</source>
            <translation>回到全部窗格</translation>
        </message>
        <message>
            <source>Connect again now</source>
            <translation>立即重连</translation>
        </message>
        <message>
            <source>Clear tile</source>
            <translation>清空窗格</translation>
        </message>
        <message>
            <source>Split tile</source>
            <translation>拆分窗格</translation>
        </message>
        <message>
            <source>Overlay</source>
            <translation>叠加信息</translation>
        </message>
        <message>
            <source>Connect all again now</source>
            <translation>全部立即重连</translation>
        </message>
        <message>
            <source>Clear all tiles</source>
            <translation>清空全部窗格</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Layout</source>
            <translation>布局</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>画面适应</translation>
        </message>
    </context>
    <context>
        <name>OutputWindow</name>
        <message>
            <source>The wall stays on: close the console to end the program</source>
            <translation>大屏保持开启：如需结束程序，请关闭控制台</translation>
        </message>
        <message>
            <source>No picture to save</source>
            <translation>没有可保存的画面</translation>
        </message>
        <message>
            <source>Snapshot saved: {0}</source>
            <translation>抓图已保存：{0}</translation>
        </message>
        <message>
            <source>Snapshot not saved: {0}</source>
            <translation>抓图未保存：{0}</translation>
        </message>
        <message>
            <source>No picture to copy</source>
            <translation>没有可复制的画面</translation>
        </message>
        <message>
            <source>Picture copied</source>
            <translation>画面已复制</translation>
        </message>
        <message>
            <source>Save snapshot</source>
            <translation>抓图</translation>
        </message>
        <message>
            <source>Save snapshot as JPEG</source>
            <translation>抓图为 JPEG</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>复制画面</translation>
        </message>
        <message>
            <source>Full screen or window</source>
            <translation>全屏或窗口</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>This machine cannot keep up: big tiles show the sub stream</source>
            <translation>本机性能不足：大窗格改用子码流</translation>
        </message>
        <message>
            <source>This machine cannot keep up: small tiles show key frames only</source>
            <translation>本机性能不足：小窗格只显示关键帧</translation>
        </message>
    </context>
    <context>
        <name>OutputWindows</name>
        <message>
            <source>Output {0}</source>
            <translation>大屏 {0}</translation>
        </message>
    </context>
    <context>
        <name>ProblemWords</name>
        <message>
            <source>The file was kept as {0}.</source>
            <translation>原文件已留存为 {0}。</translation>
        </message>
        <message>
            <source>The version before it is used.</source>
            <translation>已改用上一个版本。</translation>
        </message>
        <message>
            <source>The program starts without what was in it.</source>
            <translation>程序启动时未载入其中内容。</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>is missing</source>
            <translation>不存在</translation>
        </message>
        <message>
            <source>is too large</source>
            <translation>太大</translation>
        </message>
        <message>
            <source>is not UTF-8 text</source>
            <translation>不是 UTF-8 文本</translation>
        </message>
        <message>
            <source>is half-written or mistyped</source>
            <translation>未写完整或有误</translation>
        </message>
        <message>
            <source>has a value that cannot be</source>
            <translation>含有不可用的值</translation>
        </message>
        <message>
            <source>was written by a later version of the program</source>
            <translation>由更新版本的程序写成</translation>
        </message>
        <message>
            <source>was not saved; nothing has changed</source>
            <translation>未能保存，内容未改变</translation>
        </message>
        <message>
            <source>line {0}, column {1}</source>
            <translation>第 {0} 行第 {1} 列</translation>
        </message>
    </context>
    <context>
        <name>SceneFiles</name>
        <message>
            <source>Import scenes and tours</source>
            <translation>导入场景与轮巡</translation>
        </message>
        <message>
            <source>{0} cannot be read: {1}</source>
            <translation>{0} 无法读取：{1}</translation>
        </message>
        <message>
            <source>And {0} more.</source>
            <translation>另有 {0} 处。</translation>
        </message>
        <message>
            <source>Nothing was imported.</source>
            <translation>未导入任何内容。</translation>
        </message>
        <message>
            <source>Imported. Scenes: {0}, tours: {1}.</source>
            <translation>已导入。场景 {0} 个，轮巡 {1} 个。</translation>
        </message>
        <message>
            <source>Export scenes and tours</source>
            <translation>导出场景与轮巡</translation>
        </message>
        <message>
            <source>Scenes: {0}, tours: {1}. As JSON.</source>
            <translation>场景 {0} 个，轮巡 {1} 个，JSON 格式。</translation>
        </message>
        <message>
            <source>{0} was not written: {1}</source>
            <translation>{0} 未写入：{1}</translation>
        </message>
        <message>
            <source>Written: {0}</source>
            <translation>已写入：{0}</translation>
        </message>
        <message>
            <source>Import these? Scenes: {0}, tours: {1}.</source>
            <translation>导入以下内容？场景 {0} 个，轮巡 {1} 个。</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Names that are there already: {0}</source>
            <translation>名称已存在：{0}</translation>
        </message>
        <message>
            <source>Keep both</source>
            <translation>两者都保留</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
    </context>
    <context>
        <name>ScenesPanel</name>
        <message>
            <source>Scenes</source>
            <translation>场景</translation>
        </message>
        <message>
            <source>Tours</source>
            <translation>轮巡</translation>
        </message>
        <message>
            <source>No scene is saved yet.</source>
            <translation>还没有保存场景。</translation>
        </message>
        <message>
            <source>Save {0} as a scene</source>
            <translation>把{0}存为场景</translation>
        </message>
        <message>
            <source>Replace the scene {0} by what {1} shows?</source>
            <translation>用{1}的画面替换场景 {0}？</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>It leaves the tours: {0}</source>
            <translation>它将从这些轮巡中移除：{0}</translation>
        </message>
        <message>
            <source>Delete the scene {0}?</source>
            <translation>删除场景 {0}？</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Delete the tour {0}?</source>
            <translation>删除轮巡 {0}？</translation>
        </message>
        <message>
            <source>Steps: {0}, together {1} s</source>
            <translation>{0} 步，共 {1} 秒</translation>
        </message>
        <message>
            <source>The name {0} is taken.</source>
            <translation>名称 {0} 已存在。</translation>
        </message>
        <message>
            <source>Scene {0}</source>
            <translation>场景 {0}</translation>
        </message>
        <message>
            <source>Tour {0}</source>
            <translation>轮巡 {0}</translation>
        </message>
        <message>
            <source>Show on the current output</source>
            <translation>上墙到当前大屏</translation>
        </message>
        <message>
            <source>Replace by the current output…</source>
            <translation>用当前大屏替换…</translation>
        </message>
        <message>
            <source>Tour of these scenes…</source>
            <translation>用这些场景轮巡…</translation>
        </message>
        <message>
            <source>Start on the current output</source>
            <translation>在当前大屏启动</translation>
        </message>
        <message>
            <source>Edit…</source>
            <translation>编辑…</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>删除…</translation>
        </message>
        <message>
            <source>No scenes yet: arrange an output and save it with Ctrl+S</source>
            <translation>还没有场景：排好大屏后按 Ctrl+S 保存</translation>
        </message>
        <message>
            <source>No tours yet: select scenes or cameras and make one of them</source>
            <translation>还没有轮巡：选择场景或摄像机后新建</translation>
        </message>
        <message>
            <source>Save the current output as a scene</source>
            <translation>把当前大屏存为场景</translation>
        </message>
        <message>
            <source>New tour of the selected scenes</source>
            <translation>用所选场景新建轮巡</translation>
        </message>
        <message>
            <source>Import scenes and tours</source>
            <translation>导入场景与轮巡</translation>
        </message>
        <message>
            <source>Export scenes and tours</source>
            <translation>导出场景与轮巡</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <source>Nothing on the wall</source>
            <translation>大屏无画面</translation>
        </message>
        <message>
            <source>loop {0} ms   cpu {1} %</source>
            <translation>循环 {0} ms   CPU {1} %</translation>
        </message>
        <message>
            <source>{0} live</source>
            <translation>{0} 实时</translation>
        </message>
        <message>
            <source>{0} stale</source>
            <translation>{0} 停滞</translation>
        </message>
        <message>
            <source>{0} reconnecting</source>
            <translation>{0} 重连中</translation>
        </message>
        <message>
            <source>{0} connecting</source>
            <translation>{0} 连接中</translation>
        </message>
        <message>
            <source>{0} offline</source>
            <translation>{0} 离线</translation>
        </message>
        <message>
            <source>{0} not supported</source>
            <translation>{0} 不支持</translation>
        </message>
    </context>
    <context>
        <name>StreamWords</name>
        <message>
            <source>Not shown</source>
            <translation>未上墙</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>Live</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>Picture stands still</source>
            <translation>画面停滞</translation>
        </message>
        <message>
            <source>Reconnecting</source>
            <translation>重连中</translation>
        </message>
        <message>
            <source>Offline</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>Video format not supported</source>
            <translation>视频格式不支持</translation>
        </message>
        <message>
            <source>The address is not valid</source>
            <translation>地址无效</translation>
        </message>
        <message>
            <source>Host name unknown</source>
            <translation>主机名无法解析</translation>
        </message>
        <message>
            <source>Network cannot reach it</source>
            <translation>网络不可达</translation>
        </message>
        <message>
            <source>Connection refused</source>
            <translation>连接被拒绝</translation>
        </message>
        <message>
            <source>Certificate not trusted</source>
            <translation>证书不受信任</translation>
        </message>
        <message>
            <source>Wrong user or password</source>
            <translation>用户名或口令错误</translation>
        </message>
        <message>
            <source>No such stream</source>
            <translation>没有此码流</translation>
        </message>
        <message>
            <source>No video in it</source>
            <translation>没有视频</translation>
        </message>
        <message>
            <source>Answer not understood</source>
            <translation>应答无法识别</translation>
        </message>
        <message>
            <source>No answer or no pictures in time</source>
            <translation>超时：无应答或无画面</translation>
        </message>
        <message>
            <source>Pictures stopped</source>
            <translation>画面中断</translation>
        </message>
        <message>
            <source>The camera sends the same picture again and again</source>
            <translation>摄像机反复发送同一画面</translation>
        </message>
        <message>
            <source>The camera closed the connection</source>
            <translation>摄像机断开了连接</translation>
        </message>
        <message>
            <source>{0} s</source>
            <translation>{0} 秒</translation>
        </message>
        <message>
            <source>{0} min {1:02d} s</source>
            <translation>{0} 分 {1:02d} 秒</translation>
        </message>
        <message>
            <source>{0} h {1:02d} min</source>
            <translation>{0} 小时 {1:02d} 分</translation>
        </message>
        <message>
            <source>Picture unchanged for {0}</source>
            <translation>画面 {0}未变化</translation>
        </message>
        <message>
            <source>for {0}</source>
            <translation>已 {0}</translation>
        </message>
        <message>
            <source>since {0}</source>
            <translation>已持续 {0}</translation>
        </message>
        <message>
            <source>Attempt {0}, next try in {1}</source>
            <translation>第 {0} 次，{1}后重试</translation>
        </message>
        <message>
            <source>Attempt {0}, trying now</source>
            <translation>第 {0} 次，正在重试</translation>
        </message>
    </context>
    <context>
        <name>TourEditor</name>
        <message>
            <source>Tour of scenes</source>
            <translation>场景轮巡</translation>
        </message>
        <message>
            <source>Tour of cameras in one tile</source>
            <translation>单窗格摄像机轮巡</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>步骤</translation>
        </message>
        <message>
            <source>s</source>
            <translation>秒</translation>
        </message>
        <message>
            <source>Seconds of the selected steps</source>
            <translation>所选步骤的秒数</translation>
        </message>
        <message>
            <source>Begin again at the end</source>
            <translation>循环播放</translation>
        </message>
        <message>
            <source>{0}   {1} s</source>
            <translation>{0}   {1} 秒</translation>
        </message>
        <message>
            <source>The tour needs a name.</source>
            <translation>请填写轮巡名称。</translation>
        </message>
        <message>
            <source>The tour needs at least one step.</source>
            <translation>轮巡至少要有一步。</translation>
        </message>
        <message>
            <source>The name is taken: saving replaces what it stands for.</source>
            <translation>名称已存在：保存将替换原有内容。</translation>
        </message>
        <message>
            <source>Scene to add</source>
            <translation>要添加的场景</translation>
        </message>
        <message>
            <source>Add scene</source>
            <translation>添加场景</translation>
        </message>
        <message>
            <source>Add the cameras selected in the tree</source>
            <translation>添加列表中所选摄像机</translation>
        </message>
        <message>
            <source>or drop cameras here</source>
            <translation>或把摄像机拖到这里</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>上移</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>下移</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Each shown for</source>
            <translation>停留时间</translation>
        </message>
    </context>
    <context>
        <name>WallOverview</name>
        <message>
            <source>Wall overview</source>
            <translation>大屏总览</translation>
        </message>
        <message>
            <source>No wall output</source>
            <translation>没有大屏输出</translation>
        </message>
        <message>
            <source>{0} (changed)</source>
            <translation>{0}（已改动）</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Tour {0}: {1}</source>
            <translation>轮巡 {0}：{1}</translation>
        </message>
        <message>
            <source>Empty tile: drop a camera here</source>
            <translation>空窗格：把摄像机拖到这里</translation>
        </message>
    </context>
</TS>
