<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>AnswerDialog</name>
        <message>
            <source>Task: {0}</source>
            <translation>任务：{0}</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>答复</translation>
        </message>
        <message>
            <source>Say why, so that somebody else can be asked.</source>
            <translation>请说明原因，以便另派他人。</translation>
        </message>
    </context>
    <context>
        <name>AskDialog</name>
        <message>
            <source>Sending…</source>
            <translation>正在发送…</translation>
        </message>
        <message>
            <source>Something that is needed is still empty.</source>
            <translation>还有必填内容为空。</translation>
        </message>
        <message>
            <source>A text is longer than the hub takes.</source>
            <translation>文字超出中枢允许的长度。</translation>
        </message>
        <message>
            <source>A text contains characters that the hub does not take.</source>
            <translation>文字中含有中枢不接受的字符。</translation>
        </message>
    </context>
    <context>
        <name>AssignDialog</name>
        <message>
            <source>Give a task</source>
            <translation>派遣任务</translation>
        </message>
        <message>
            <source>Give the task</source>
            <translation>派遣</translation>
        </message>
        <message>
            <source>Name or pinyin</source>
            <translation>名称或拼音</translation>
        </message>
        <message>
            <source>Anybody there</source>
            <translation>不指定人员</translation>
        </message>
        <message>
            <source>20 = in 20 minutes, or 14:30; empty: no due time</source>
            <translation>20 表示20分钟内，或 14:30；留空为无时限</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Person</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>时限</translation>
        </message>
        <message>
            <source>Choose one of the units that are offered.</source>
            <translation>请从列出的单位中选择。</translation>
        </message>
        <message>
            <source>Choose one of the people that are offered, or leave it empty.</source>
            <translation>请从列出的人员中选择，或留空。</translation>
        </message>
        <message>
            <source>The due time is not readable: write 20 or 14:30.</source>
            <translation>时限无法识别：请写 20 或 14:30。</translation>
        </message>
    </context>
    <context>
        <name>BackdatingDialog</name>
        <message>
            <source>Propose an earlier time of receipt</source>
            <translation>提议更早的接报时间</translation>
        </message>
        <message>
            <source>Propose</source>
            <translation>提议</translation>
        </message>
        <message>
            <source>Now: {0}. A second person has to confirm it; both times stay visible.</source>
            <translation>现为：{0}。须由第二人确认；两个时间均保留可见。</translation>
        </message>
        <message>
            <source>14:05 or 11-22 14:05, Beijing time</source>
            <translation>14:05 或 11-22 14:05，北京时间</translation>
        </message>
        <message>
            <source>Received at</source>
            <translation>接报时间</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>The time is not readable: write 14:05 or 11-22 14:05.</source>
            <translation>时间无法识别：请写 14:05 或 11-22 14:05。</translation>
        </message>
    </context>
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
        <message>
            <source>Checklist: {0} of {1} done</source>
            <translation>检查单：已完成 {0}/{1}</translation>
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
        <name>CameraList</name>
        <message>
            <source>Add a camera: name, pinyin or code</source>
            <translation>添加摄像机：名称、拼音或编号</translation>
        </message>
        <message>
            <source>Add a camera</source>
            <translation>添加摄像机</translation>
        </message>
        <message>
            <source>Cameras of the plan</source>
            <translation>预案摄像机</translation>
        </message>
        <message>
            <source>Del takes one out, Alt+Up and Alt+Down move it</source>
            <translation>Del 移除，Alt+↑、Alt+↓ 移动</translation>
        </message>
        <message>
            <source>From the camera tree</source>
            <translation>来自目录树</translation>
        </message>
        <message>
            <source>{0} (not registered)</source>
            <translation>{0}（未登记）</translation>
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
        <message>
            <source>Look now</source>
            <translation>立即巡检</translation>
        </message>
        <message>
            <source>The patrol comes by before all others</source>
            <translation>巡检优先查这一路</translation>
        </message>
        <message>
            <source>How far back</source>
            <translation>回看时段</translation>
        </message>
        <message>
            <source>Changes, the latest first</source>
            <translation>状态变化（最近在前）</translation>
        </message>
        <message>
            <source>Select a camera in the list.</source>
            <translation>请在列表中选择摄像机。</translation>
        </message>
        <message>
            <source>No change is known yet.</source>
            <translation>尚无状态变化记录。</translation>
        </message>
        <message>
            <source>{0} h</source>
            <translation>{0} 小时</translation>
        </message>
        <message>
            <source>{0} days</source>
            <translation>{0} 天</translation>
        </message>
        <message>
            <source>Changes of condition: {0}</source>
            <translation>状态变化：{0} 次</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
    </context>
    <context>
        <name>CameraPicks</name>
        <message>
            <source>Cameras of the answer</source>
            <translation>响应摄像机</translation>
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
        <name>CameraTable</name>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>No camera is known to be out of order.</source>
            <translation>没有已知故障的摄像机。</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>起始</translation>
        </message>
        <message>
            <source>Last on a wall</source>
            <translation>最近上墙</translation>
        </message>
        <message>
            <source>Looked at</source>
            <translation>巡检时间</translation>
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
        <name>CasualtyBoxes</name>
        <message>
            <source>dead</source>
            <translation>死亡</translation>
        </message>
        <message>
            <source>injured</source>
            <translation>受伤</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>失踪</translation>
        </message>
        <message>
            <source>trapped</source>
            <translation>被困</translation>
        </message>
    </context>
    <context>
        <name>ChangeWords</name>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>nobody</source>
            <translation>无</translation>
        </message>
        <message>
            <source>status: {0} → {1}</source>
            <translation>状态：{0} → {1}</translation>
        </message>
        <message>
            <source>level: {0} → {1}</source>
            <translation>级别：{0} → {1}</translation>
        </message>
        <message>
            <source>title: {0} → {1}</source>
            <translation>标题：{0} → {1}</translation>
        </message>
        <message>
            <source>class: {0} → {1}</source>
            <translation>类别：{0} → {1}</translation>
        </message>
        <message>
            <source>place: {0} → {1}</source>
            <translation>地点：{0} → {1}</translation>
        </message>
        <message>
            <source>unit: {0} → {1}</source>
            <translation>单位：{0} → {1}</translation>
        </message>
        <message>
            <source>casualties: {0} → {1}</source>
            <translation>伤亡：{0} → {1}</translation>
        </message>
        <message>
            <source>reporter: {0} → {1}</source>
            <translation>报告人：{0} → {1}</translation>
        </message>
        <message>
            <source>occurred: {0} → {1}</source>
            <translation>事发时间：{0} → {1}</translation>
        </message>
        <message>
            <source>received: {0} → {1}</source>
            <translation>接报时间：{0} → {1}</translation>
        </message>
        <message>
            <source>shared with: {0} → {1}</source>
            <translation>共享单位：{0} → {1}</translation>
        </message>
        <message>
            <source>the description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>codes or coordinates of the place</source>
            <translation>地点的编码或坐标</translation>
        </message>
        <message>
            <source>the proposed time of receipt</source>
            <translation>提议的接报时间</translation>
        </message>
        <message>
            <source>the incident above it</source>
            <translation>上级事件</translation>
        </message>
        <message>
            <source>it was reopened</source>
            <translation>已重新立案</translation>
        </message>
        <message>
            <source>clock {0}</source>
            <translation>时钟“{0}”</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>Not saved.</source>
            <translation>未保存。</translation>
        </message>
        <message>
            <source>The hub did not answer. If the change did arrive, the list shows it when the link is back.</source>
            <translation>中枢没有应答。如果修改已经送达，连接恢复后列表中会显示。</translation>
        </message>
    </context>
    <context>
        <name>ChatPanel</name>
        <message>
            <source>Messages</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Write to everybody</source>
            <translation>发给所有人</translation>
        </message>
        <message>
            <source>The line is lost: send it when you are back in the room.</source>
            <translation>线路已断：回到会议室后再发送。</translation>
        </message>
    </context>
    <context>
        <name>ChecklistSection</name>
        <message>
            <source>Checklist: {0} of {1}</source>
            <translation>检查单：{0}/{1}</translation>
        </message>
        <message>
            <source>Still to do</source>
            <translation>待办</translation>
        </message>
        <message>
            <source>Done {0} by {1}</source>
            <translation>{0} 由{1}完成</translation>
        </message>
    </context>
    <context>
        <name>ClocksSection</name>
        <message>
            <source>Clocks</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>No clock runs for it.</source>
            <translation>没有为其运行的时钟。</translation>
        </message>
        <message>
            <source>Stop by hand…</source>
            <translation>人工停止…</translation>
        </message>
        <message>
            <source>Exclude…</source>
            <translation>剔除…</translation>
        </message>
        <message>
            <source>{0}, cycle {1}</source>
            <translation>{0}，第 {1} 轮</translation>
        </message>
        <message>
            <source>From {0}, target {1}, due {2}</source>
            <translation>起点 {0}，目标 {1}，截止 {2}</translation>
        </message>
        <message>
            <source>Stopped by hand at {0} by {1}: {2}</source>
            <translation>{0} 由 {1} 人工停止：{2}</translation>
        </message>
        <message>
            <source>Fulfilled at {0}, by evidence from {1}</source>
            <translation>{0} 达成，证据来自 {1}</translation>
        </message>
        <message>
            <source>Excluded at {0} by {1}: {2}</source>
            <translation>{0} 由 {1} 剔除：{2}</translation>
        </message>
        <message>
            <source>{0} % at {1}: {2} was told</source>
            <translation>{0}%，{1} 已通知{2}</translation>
        </message>
        <message>
            <source>Policy {0}, version {1}</source>
            <translation>规则“{0}”，第 {1} 版</translation>
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
        <name>Conference</name>
        <message>
            <source>Missing: {0}</source>
            <translation>缺席：{0}</translation>
        </message>
        <message>
            <source>In, but without sound or picture: {0}</source>
            <translation>已入会但无声音无画面：{0}</translation>
        </message>
        <message>
            <source>The conference is over.</source>
            <translation>会议已结束。</translation>
        </message>
    </context>
    <context>
        <name>ConferencePanel</name>
        <message>
            <source>Join now</source>
            <translation>立即入会</translation>
        </message>
        <message>
            <source>Open the room</source>
            <translation>开启会议室</translation>
        </message>
        <message>
            <source>Choose devices first…</source>
            <translation>先选择设备…</translation>
        </message>
        <message>
            <source>The conference on its own page</source>
            <translation>打开会议页面</translation>
        </message>
        <message>
            <source>The line is lost; coming back by itself. Others may still hear you.</source>
            <translation>线路已断，正在自动恢复；他人可能仍能听到您。</translation>
        </message>
        <message>
            <source>You are muted.</source>
            <translation>您已静音。</translation>
        </message>
        <message>
            <source>You are at the door: a host will let you in.</source>
            <translation>您在等候入会，主持人将放行。</translation>
        </message>
        <message>
            <source>Connecting…</source>
            <translation>正在连接…</translation>
        </message>
        <message>
            <source>You are in another conference; joining leaves it: {0}</source>
            <translation>您在另一会议中，入会将离开：{0}</translation>
        </message>
        <message>
            <source>You join with your voice; your camera stays off until you switch it on.</source>
            <translation>以语音入会；摄像头保持关闭，直到您打开。</translation>
        </message>
        <message>
            <source>Opening it rings everybody who is required.</source>
            <translation>开启后自动呼叫全部必需人员。</translation>
        </message>
        <message>
            <source>Your role is in no conference.</source>
            <translation>您的角色不参加会议。</translation>
        </message>
        <message>
            <source>Conference</source>
            <translation>会议</translation>
        </message>
    </context>
    <context>
        <name>ConferenceSection</name>
        <message>
            <source>Conference</source>
            <translation>视频会议</translation>
        </message>
        <message>
            <source>Open the room</source>
            <translation>开启会议室</translation>
        </message>
        <message>
            <source>Join…</source>
            <translation>加入…</translation>
        </message>
        <message>
            <source>Link…</source>
            <translation>链接…</translation>
        </message>
        <message>
            <source>End</source>
            <translation>结束</translation>
        </message>
        <message>
            <source>No conference yet.</source>
            <translation>尚未开会。</translation>
        </message>
        <message>
            <source>Open from {0} to {1}.</source>
            <translation>会议时间 {0} 至 {1}。</translation>
        </message>
        <message>
            <source>Open since {0}, {1} in the room.</source>
            <translation>{0} 开会，{1} 人在会。</translation>
        </message>
        <message>
            <source>Missing: {0}</source>
            <translation>缺席：{0}</translation>
        </message>
        <message>
            <source>In, but without sound or picture: {0}</source>
            <translation>已入会但无声音无画面：{0}</translation>
        </message>
        <message>
            <source>deputy</source>
            <translation>替补</translation>
        </message>
        <message>
            <source>Ring now</source>
            <translation>立即呼叫</translation>
        </message>
        <message>
            <source>Ring again</source>
            <translation>再次呼叫</translation>
        </message>
        <message>
            <source>Not needed</source>
            <translation>无需参会</translation>
        </message>
        <message>
            <source>Link</source>
            <translation>链接</translation>
        </message>
        <message>
            <source>until {0}</source>
            <translation>有效至 {0}</translation>
        </message>
        <message>
            <source>used by {0} of {1}</source>
            <translation>已用 {0}/{1}</translation>
        </message>
        <message>
            <source>Somebody who came by it was removed: it lets no further phone in.</source>
            <translation>经此链接入会者已被移出：不再放行新手机。</translation>
        </message>
        <message>
            <source>Revoke</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Revoke the link? Who is in the room by it goes out: {0}</source>
            <translation>撤销该链接？经此入会者将退出：{0}</translation>
        </message>
        <message>
            <source>QR code…</source>
            <translation>二维码…</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copied.</source>
            <translation>已复制。</translation>
        </message>
    </context>
    <context>
        <name>ConferenceWords</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>round trip {0} ms</source>
            <translation>往返 {0} 毫秒</translation>
        </message>
        <message>
            <source>lost: {0} % up, {1} % down</source>
            <translation>丢包：上行 {0} %，下行 {1} %</translation>
        </message>
        <message>
            <source>voice only, the link is poor</source>
            <translation>网络较差，仅语音</translation>
        </message>
        <message>
            <source>rung {0}</source>
            <translation>呼叫 {0}</translation>
        </message>
        <message>
            <source>opened {0}</source>
            <translation>打开 {0}</translation>
        </message>
        <message>
            <source>permitted {0}</source>
            <translation>授权 {0}</translation>
        </message>
        <message>
            <source>joined {0}</source>
            <translation>加入 {0}</translation>
        </message>
        <message>
            <source>connected {0}</source>
            <translation>连通 {0}</translation>
        </message>
        <message>
            <source>first media {0}</source>
            <translation>首个媒体 {0}</translation>
        </message>
        <message>
            <source>first picture shown {0}</source>
            <translation>首帧显示 {0}</translation>
        </message>
        <message>
            <source>line lost {0}</source>
            <translation>断线 {0}</translation>
        </message>
        <message>
            <source>back {0}</source>
            <translation>恢复 {0}</translation>
        </message>
        <message>
            <source>left {0}</source>
            <translation>离开 {0}</translation>
        </message>
        <message>
            <source>no connection</source>
            <translation>无连接</translation>
        </message>
        <message>
            <source>poor connection</source>
            <translation>连接较差</translation>
        </message>
        <message>
            <source>fair connection</source>
            <translation>连接一般</translation>
        </message>
        <message>
            <source>good connection</source>
            <translation>连接良好</translation>
        </message>
        <message>
            <source>deputy, not rung yet</source>
            <translation>替补，尚未呼叫</translation>
        </message>
        <message>
            <source>ringing</source>
            <translation>呼叫中</translation>
        </message>
        <message>
            <source>looking at it</source>
            <translation>正在查看</translation>
        </message>
        <message>
            <source>coming</source>
            <translation>即将加入</translation>
        </message>
        <message>
            <source>joining by phone</source>
            <translation>电话加入</translation>
        </message>
        <message>
            <source>in the room</source>
            <translation>在会</translation>
        </message>
        <message>
            <source>in, but without sound or picture</source>
            <translation>已入会，但无声音无画面</translation>
        </message>
        <message>
            <source>declined</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <source>no answer</source>
            <translation>无人应答</translation>
        </message>
        <message>
            <source>no longer asked</source>
            <translation>不再邀请</translation>
        </message>
        <message>
            <source>getting ready</source>
            <translation>准备中</translation>
        </message>
        <message>
            <source>waits at the door</source>
            <translation>门外等候</translation>
        </message>
        <message>
            <source>reconnecting</source>
            <translation>重连中</translation>
        </message>
        <message>
            <source>left</source>
            <translation>已离开</translation>
        </message>
        <message>
            <source>removed</source>
            <translation>已移出</translation>
        </message>
        <message>
            <source>not let in</source>
            <translation>未准入</translation>
        </message>
        <message>
            <source>The hub did not understand this program: update it.</source>
            <translation>中枢无法识别本程序：请更新。</translation>
        </message>
        <message>
            <source>The session is over: log in again.</source>
            <translation>会话已结束：请重新登录。</translation>
        </message>
        <message>
            <source>The hub does not know this link.</source>
            <translation>中枢不认识此链接。</translation>
        </message>
        <message>
            <source>The link has expired.</source>
            <translation>链接已过期。</translation>
        </message>
        <message>
            <source>The link was revoked.</source>
            <translation>链接已撤销。</translation>
        </message>
        <message>
            <source>The link was used by another device.</source>
            <translation>链接已被其他设备使用。</translation>
        </message>
        <message>
            <source>The conference is over.</source>
            <translation>会议已结束。</translation>
        </message>
        <message>
            <source>The room is locked: ask a host to open it.</source>
            <translation>会议室已锁定：请主持人打开。</translation>
        </message>
        <message>
            <source>The room has no place for your picture yet. It follows by itself, you are heard.</source>
            <translation>会议室画面已满：大家能听到您，有空位时画面自动接入。</translation>
        </message>
        <message>
            <source>A host did not let you in.</source>
            <translation>主持人未准许进入。</translation>
        </message>
        <message>
            <source>A host removed you from the room.</source>
            <translation>主持人已将您移出会议室。</translation>
        </message>
        <message>
            <source>Your role may not do this.</source>
            <translation>您的角色无权执行此操作。</translation>
        </message>
        <message>
            <source>This device and the hub share no video format.</source>
            <translation>本设备与中枢没有共同的视频格式。</translation>
        </message>
        <message>
            <source>You came in with another device; this one was let go.</source>
            <translation>您已用其他设备进入，本设备已退出。</translation>
        </message>
        <message>
            <source>Too much at once: wait a moment.</source>
            <translation>操作过快：请稍候。</translation>
        </message>
        <message>
            <source>It did not work: try again.</source>
            <translation>未成功：请重试。</translation>
        </message>
    </context>
    <context>
        <name>ConsoleWindow</name>
        <message>
            <source>Console</source>
            <translation>控制台</translation>
        </message>
        <message>
            <source>Observe</source>
            <translation>观</translation>
        </message>
        <message>
            <source>Manage</source>
            <translation>管</translation>
        </message>
        <message>
            <source>Prevent</source>
            <translation>防</translation>
        </message>
        <message>
            <source>Handle</source>
            <translation>处</translation>
        </message>
        <message>
            <source>Join</source>
            <translation>联</translation>
        </message>
        <message>
            <source>Statistics</source>
            <translation>统计</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>指挥</translation>
        </message>
        <message>
            <source>Sites whose cameras have all failed: {0}</source>
            <translation>摄像机全部故障的场所：{0} 处</translation>
        </message>
    </context>
    <context>
        <name>ControlsBar</name>
        <message>
            <source>Mute</source>
            <translation>静音</translation>
        </message>
        <message>
            <source>Camera off</source>
            <translation>关闭摄像头</translation>
        </message>
        <message>
            <source>Raise hand</source>
            <translation>举手</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>共享</translation>
        </message>
        <message>
            <source>Devices</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>离开</translation>
        </message>
        <message>
            <source>Room</source>
            <translation>会议室</translation>
        </message>
        <message>
            <source>Unmute</source>
            <translation>取消静音</translation>
        </message>
        <message>
            <source>No microphone</source>
            <translation>无麦克风</translation>
        </message>
        <message>
            <source>Muted by the host</source>
            <translation>已被主持人静音</translation>
        </message>
        <message>
            <source>Camera on</source>
            <translation>打开摄像头</translation>
        </message>
        <message>
            <source>No camera</source>
            <translation>无摄像头</translation>
        </message>
        <message>
            <source>Lower hand</source>
            <translation>放下手</translation>
        </message>
        <message>
            <source>Stop sharing</source>
            <translation>停止共享</translation>
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
        <name>DeadlineNotices</name>
        <message>
            <source>{0}: {1} has used {2} % of its time. For the {3}.</source>
            <translation>{0}：{1}时限已用 {2} %，提醒{3}。</translation>
        </message>
        <message>
            <source>Drill. {0}</source>
            <translation>【演练】{0}</translation>
        </message>
    </context>
    <context>
        <name>DecisionEntry</name>
        <message>
            <source>Decision… (Enter)</source>
            <translation>决定…（回车）</translation>
        </message>
        <message>
            <source>Decision</source>
            <translation>决定</translation>
        </message>
        <message>
            <source>Decide</source>
            <translation>作出决定</translation>
        </message>
        <message>
            <source>Who does it: unit or person, name or pinyin</source>
            <translation>由谁办理：单位或人员，名称或拼音</translation>
        </message>
        <message>
            <source>Who does it</source>
            <translation>由谁办理</translation>
        </message>
        <message>
            <source>14:30</source>
            <translation>14:30</translation>
        </message>
        <message>
            <source>A time of day, or a number of minutes</source>
            <translation>时刻，或分钟数</translation>
        </message>
        <message>
            <source>Due at</source>
            <translation>完成时限</translation>
        </message>
        <message>
            <source>At most {0} for one decision: make another one.</source>
            <translation>一项决定最多交办 {0} 家：请另作一项决定。</translation>
        </message>
        <message>
            <source>The hub does not take such a text: write it anew, without special characters.</source>
            <translation>中枢不接受此文字：请去掉特殊字符重写。</translation>
        </message>
        <message>
            <source>Sending…</source>
            <translation>正在发送…</translation>
        </message>
        <message>
            <source>Write what is decided.</source>
            <translation>请写明决定内容。</translation>
        </message>
        <message>
            <source>Choose one of those offered for “{0}”, or clear that line.</source>
            <translation>请从“{0}”的候选中选择，或清空该行。</translation>
        </message>
        <message>
            <source>The time is not readable: write 14:30, or 20 for in 20 minutes.</source>
            <translation>时间无法识别：请写 14:30，或写 20 表示 20 分钟后。</translation>
        </message>
        <message>
            <source>A time is for somebody: choose who does it, or take the time off.</source>
            <translation>时限须有承办者：请选择由谁办理，或去掉时限。</translation>
        </message>
        <message>
            <source>That time is past.</source>
            <translation>该时间已过。</translation>
        </message>
        <message>
            <source>The time of {0} is not readable: write 14:30, or 20 for in 20 minutes.</source>
            <translation>{0}的时间无法识别：请写 14:30，或写 20 表示 20 分钟后。</translation>
        </message>
        <message>
            <source>The time of {0} is past.</source>
            <translation>{0}的时间已过。</translation>
        </message>
        <message>
            <source>{0} What you wrote stands here: Enter sends it again, once.</source>
            <translation>{0} 您写的内容还在：按回车重发，不会重复。</translation>
        </message>
        <message>
            <source>{0} min</source>
            <translation>{0} 分钟</translation>
        </message>
        <message>
            <source>{0} h</source>
            <translation>{0} 小时</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>时限</translation>
        </message>
    </context>
    <context>
        <name>DecisionsSection</name>
        <message>
            <source>Decisions</source>
            <translation>决定</translation>
        </message>
        <message>
            <source>Other tasks</source>
            <translation>其他任务</translation>
        </message>
        <message>
            <source>Nothing was decided.</source>
            <translation>没有作出决定。</translation>
        </message>
        <message>
            <source>Nothing is decided yet.</source>
            <translation>尚无决定。</translation>
        </message>
        <message>
            <source>Nothing is decided yet. Write it above; who does it gets a task.</source>
            <translation>尚无决定。请在上方填写；承办者将收到任务。</translation>
        </message>
        <message>
            <source>{0} · {1}</source>
            <translation>{0} · {1}</translation>
        </message>
        <message>
            <source>withdrawn {0} by {1}: {2}</source>
            <translation>{1} 于 {0} 撤回：{2}</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>时限</translation>
        </message>
        <message>
            <source>due {0}</source>
            <translation>时限 {0}</translation>
        </message>
        <message>
            <source>Answer: {0}</source>
            <translation>答复：{0}</translation>
        </message>
        <message>
            <source>What can be done</source>
            <translation>可执行的操作</translation>
        </message>
        <message>
            <source>What can be done: {0}</source>
            <translation>可执行的操作：{0}</translation>
        </message>
        <message>
            <source>Withdraw the decision…</source>
            <translation>撤回决定…</translation>
        </message>
        <message>
            <source>Acknowledged</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Done…</source>
            <translation>完成…</translation>
        </message>
        <message>
            <source>Declined…</source>
            <translation>退回…</translation>
        </message>
        <message>
            <source>Withdraw the task…</source>
            <translation>撤回任务…</translation>
        </message>
    </context>
    <context>
        <name>DeliveryWords</name>
        <message>
            <source>SMS to {0} is on its way</source>
            <translation>发往 {0} 的短信正在发送</translation>
        </message>
        <message>
            <source>No SMS to {0}: {1}</source>
            <translation>短信未发到 {0}：{1}</translation>
        </message>
        <message>
            <source>SMS to {0}, {1}</source>
            <translation>短信已发 {0}，{1}</translation>
        </message>
        <message>
            <source>no SMS gateway is set up</source>
            <translation>未配置短信网关</translation>
        </message>
        <message>
            <source>the hub's public address is not set up</source>
            <translation>未配置中枢的对外地址</translation>
        </message>
        <message>
            <source>no mobile number is known</source>
            <translation>没有手机号码</translation>
        </message>
        <message>
            <source>the link was over before</source>
            <translation>链接此前已失效</translation>
        </message>
        <message>
            <source>the hub was stopped before the gateway answered</source>
            <translation>网关答复前中枢已停止</translation>
        </message>
        <message>
            <source>the SMS gateway does not answer</source>
            <translation>短信网关无应答</translation>
        </message>
        <message>
            <source>the SMS gateway refuses it</source>
            <translation>短信网关拒绝发送</translation>
        </message>
    </context>
    <context>
        <name>Desktop</name>
        <message>
            <source>Drill: no output is closed, for there is no other.</source>
            <translation>演练：没有其他输出，故不关闭大屏。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>{0}: the picture does not stop the clock: {1}</source>
            <translation>{0}：画面未能停表：{1}</translation>
        </message>
    </context>
    <context>
        <name>DeviceChoices</name>
        <message>
            <source>Test tone</source>
            <translation>测试音</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
    </context>
    <context>
        <name>Devices</name>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Microphone</source>
            <translation>麦克风</translation>
        </message>
        <message>
            <source>Loudspeaker</source>
            <translation>扬声器</translation>
        </message>
        <message>
            <source>Looking for camera, microphone and loudspeaker…</source>
            <translation>正在查找摄像头、麦克风和扬声器…</translation>
        </message>
        <message>
            <source>Camera and sound cannot be used: a library of the system is missing. You can join, see and write.</source>
            <translation>无法使用摄像头和声音：缺少系统库。仍可加入、观看和发消息。</translation>
        </message>
        <message>
            <source>No camera was found: you will not be seen.</source>
            <translation>未找到摄像头：他人看不到您。</translation>
        </message>
        <message>
            <source>No camera and no microphone were found: you will be neither seen nor heard.</source>
            <translation>未找到摄像头和麦克风：他人看不到也听不到您。</translation>
        </message>
        <message>
            <source>No microphone was found: you will be seen, not heard.</source>
            <translation>未找到麦克风：他人能看到但听不到您。</translation>
        </message>
        <message>
            <source>No camera was found: you will be heard, not seen.</source>
            <translation>未找到摄像头：他人能听到但看不到您。</translation>
        </message>
        <message>
            <source>No loudspeaker was found: you will not hear the others.</source>
            <translation>未找到扬声器：您听不到他人。</translation>
        </message>
        <message>
            <source>The sound system of this machine does not answer: you neither hear nor are heard.</source>
            <translation>本机声音系统无响应：您听不到他人，他人也听不到您。</translation>
        </message>
        <message>
            <source>The sound system of this machine has ended. Start Fivefifteen again to hear and to speak.</source>
            <translation>本机声音系统已停止。请重新启动本程序以恢复收听和发言。</translation>
        </message>
        <message>
            <source>No sound system runs on this machine: you neither hear nor are heard.</source>
            <translation>本机没有声音系统：您听不到他人，他人也听不到您。</translation>
        </message>
        <message>
            <source>“{0}” is not there; “{1}” is used until it is back.</source>
            <translation>“{0}”不在；恢复前使用“{1}”。</translation>
        </message>
        <message>
            <source>The camera gives no picture. Close other programs that use it, then switch it off and on.</source>
            <translation>摄像头没有画面。请关闭占用它的其他程序，再关闭并打开摄像头。</translation>
        </message>
        <message>
            <source>The microphone gives no sound. It is tried again by itself.</source>
            <translation>麦克风没有声音，正在自动重试。</translation>
        </message>
        <message>
            <source>The loudspeaker takes no sound. It is tried again by itself.</source>
            <translation>扬声器无法播放，正在自动重试。</translation>
        </message>
    </context>
    <context>
        <name>DoorView</name>
        <message>
            <source>Join</source>
            <translation>加入</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Connecting to the room…</source>
            <translation>正在连接会议室…</translation>
        </message>
        <message>
            <source>The line is lost; coming back by itself…</source>
            <translation>线路已断，正在自动恢复…</translation>
        </message>
        <message>
            <source>You are at the door: a host will let you in.</source>
            <translation>您在门外：主持人将准许您进入。</translation>
        </message>
    </context>
    <context>
        <name>DrillOnScreen</name>
        <message>
            <source>The drill was not played to its end: {0}</source>
            <translation>演练未能完成：{0}</translation>
        </message>
    </context>
    <context>
        <name>DrillStripe</name>
        <message>
            <source>Drills: none of this was a real incident</source>
            <translation>演练统计：以下均非真实事件</translation>
        </message>
    </context>
    <context>
        <name>DrillWords</name>
        <message>
            <source>Scene on its way to the wall</source>
            <translation>场景推送上墙</translation>
        </message>
        <message>
            <source>First picture on the wall</source>
            <translation>首帧画面上墙</translation>
        </message>
        <message>
            <source>Video clock stopped by evidence</source>
            <translation>视频时限凭证据停止</translation>
        </message>
        <message>
            <source>All required roles ringing</source>
            <translation>必需角色全部呼叫</translation>
        </message>
        <message>
            <source>Last required role accepted</source>
            <translation>最后一名必需角色接受</translation>
        </message>
        <message>
            <source>From there until the conference was proved</source>
            <translation>自此至会议取证</translation>
        </message>
        <message>
            <source>Conference clock stopped by evidence</source>
            <translation>会议时限凭证据停止</translation>
        </message>
        <message>
            <source>camera offline</source>
            <translation>摄像机离线</translation>
        </message>
        <message>
            <source>camera frozen</source>
            <translation>摄像机画面冻结</translation>
        </message>
        <message>
            <source>camera black</source>
            <translation>摄像机黑屏</translation>
        </message>
        <message>
            <source>wall output closed</source>
            <translation>大屏输出关闭</translation>
        </message>
        <message>
            <source>hub killed</source>
            <translation>中枢被终止</translation>
        </message>
        <message>
            <source>Drill: incident {0} is reported.</source>
            <translation>演练：已报告事件 {0}。</translation>
        </message>
        <message>
            <source>Drill: {0} {1}</source>
            <translation>演练：{0} {1}</translation>
        </message>
        <message>
            <source>Drill: {0} could not be played: {1}</source>
            <translation>演练：{0} 无法执行：{1}</translation>
        </message>
    </context>
    <context>
        <name>DuplicatesSection</name>
        <message>
            <source>Related incidents</source>
            <translation>关联事件</translation>
        </message>
        <message>
            <source>Put under…</source>
            <translation>归入…</translation>
        </message>
        <message>
            <source>Merge…</source>
            <translation>并案…</translation>
        </message>
        <message>
            <source>Went into</source>
            <translation>已并入</translation>
        </message>
        <message>
            <source>Above it</source>
            <translation>上级事件</translation>
        </message>
        <message>
            <source>Below it</source>
            <translation>下级事件</translation>
        </message>
        <message>
            <source>None is known.</source>
            <translation>暂无。</translation>
        </message>
        <message>
            <source>{0} was put aside at this seat as another incident</source>
            <translation>本席位已将 {0} 视为另一事件</translation>
        </message>
        <message>
            <source>Show it again</source>
            <translation>重新显示</translation>
        </message>
        <message>
            <source>⚠ Perhaps the same: {0} {1}</source>
            <translation>⚠ 疑似同一事件：{0} {1}</translation>
        </message>
        <message>
            <source>Look at it</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>Another one</source>
            <translation>非同一事件</translation>
        </message>
        <message>
            <source>{0} m away</source>
            <translation>相距 {0} 米</translation>
        </message>
        <message>
            <source>received {0} earlier</source>
            <translation>早 {0} 接报</translation>
        </message>
        <message>
            <source>received {0} later</source>
            <translation>晚 {0} 接报</translation>
        </message>
    </context>
    <context>
        <name>EvidenceSection</name>
        <message>
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <source>No evidence yet: push a camera near it to the wall.</source>
            <translation>还没有证据：请将附近探头推送上墙。</translation>
        </message>
        <message>
            <source>Show {0} more that were refused</source>
            <translation>再显示 {0} 条被拒证据</translation>
        </message>
        <message>
            <source>Picture of the evidence</source>
            <translation>证据画面</translation>
        </message>
        <message>
            <source>{0}: it shows the scene</source>
            <translation>{0}：画面为现场</translation>
        </message>
        <message>
            <source>{0}: it does not show the scene</source>
            <translation>{0}：画面不是现场</translation>
        </message>
        <message>
            <source>Does it show the scene?</source>
            <translation>画面是否为现场？</translation>
        </message>
        <message>
            <source>It does</source>
            <translation>是</translation>
        </message>
        <message>
            <source>It does not</source>
            <translation>不是</translation>
        </message>
        <message>
            <source>✕ Refused: {0}</source>
            <translation>✕ 未采信：{0}</translation>
        </message>
        <message>
            <source>✓ Accepted: {0}</source>
            <translation>✓ 已采信：{0}</translation>
        </message>
        <message>
            <source>✓ Stopped {0}: {1}</source>
            <translation>✓ 已停止“{0}”时钟：{1}</translation>
        </message>
        <message>
            <source>{0} s, {1} pictures</source>
            <translation>{0} 秒，{1} 帧</translation>
        </message>
        <message>
            <source>tile {0} of {1}</source>
            <translation>{1} 第 {0} 窗格</translation>
        </message>
        <message>
            <source>in a window beside the console</source>
            <translation>在控制台旁的窗口中</translation>
        </message>
        <message>
            <source>named by the plan</source>
            <translation>预案指定</translation>
        </message>
        <message>
            <source>{0} m away</source>
            <translation>相距 {0} 米</translation>
        </message>
        <message>
            <source>seat {0}, {1}</source>
            <translation>席位 {0}，{1}</translation>
        </message>
        <message>
            <source>policy version {0}</source>
            <translation>规则第 {0} 版</translation>
        </message>
    </context>
    <context>
        <name>ExcludeClockDialog</name>
        <message>
            <source>Exclude the clock {0} from the figures</source>
            <translation>将时钟“{0}”剔除出统计</translation>
        </message>
        <message>
            <source>Exclude</source>
            <translation>剔除</translation>
        </message>
        <message>
            <source>The sample stays and is counted under its reason. Nothing is paused.</source>
            <translation>样本保留并按原因计入，不暂停任何计时。</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Another reason needs a note that says which.</source>
            <translation>选择其他原因时须备注说明。</translation>
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
        <name>Exports</name>
        <message>
            <source>Export what is shown</source>
            <translation>导出当前内容</translation>
        </message>
        <message>
            <source>Raw samples as a table (CSV)…</source>
            <translation>导出原始样本表（CSV）…</translation>
        </message>
        <message>
            <source>This sheet as a picture (PNG)…</source>
            <translation>导出本页图片（PNG）…</translation>
        </message>
        <message>
            <source>Export the samples</source>
            <translation>导出样本</translation>
        </message>
        <message>
            <source>Export the sheet</source>
            <translation>导出本页</translation>
        </message>
        <message>
            <source>{0} was not written: {1}</source>
            <translation>{0} 未能写入：{1}</translation>
        </message>
        <message>
            <source>{0} was not written: the hub does not answer.</source>
            <translation>{0} 未能写入：中枢无应答。</translation>
        </message>
        <message>
            <source>Written: {0}</source>
            <translation>已写入：{0}</translation>
        </message>
    </context>
    <context>
        <name>FactsDialog</name>
        <message>
            <source>Change the facts</source>
            <translation>修改事实</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>修改</translation>
        </message>
        <message>
            <source>14:05 or 11-22 14:05, Beijing time</source>
            <translation>14:05 或 11-22 14:05，北京时间</translation>
        </message>
        <message>
            <source>What</source>
            <translation>何事</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>何地</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Casualties</source>
            <translation>伤亡</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>Reporter</source>
            <translation>报告人</translation>
        </message>
        <message>
            <source>Occurred at</source>
            <translation>事发时间</translation>
        </message>
        <message>
            <source>Tick at least one class.</source>
            <translation>请至少勾选一个类别。</translation>
        </message>
        <message>
            <source>The time is not readable: write 14:05 or 11-22 14:05.</source>
            <translation>时间无法识别：请写 14:05 或 11-22 14:05。</translation>
        </message>
        <message>
            <source>Nothing is different.</source>
            <translation>没有任何改动。</translation>
        </message>
    </context>
    <context>
        <name>FactsSection</name>
        <message>
            <source>Facts</source>
            <translation>事实</translation>
        </message>
        <message>
            <source>Change…</source>
            <translation>修改…</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Codes</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Change the level</source>
            <translation>调整级别</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Casualties</source>
            <translation>伤亡</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Reporter</source>
            <translation>报告人</translation>
        </message>
        <message>
            <source>Occurred</source>
            <translation>事发</translation>
        </message>
        <message>
            <source>{0}, registered {1}</source>
            <translation>{0}，登记于 {1}</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>接报</translation>
        </message>
        <message>
            <source>Propose an earlier time of receipt</source>
            <translation>提议更早的接报时间</translation>
        </message>
        <message>
            <source>proposed by {0}, confirmed by {1}: {2}</source>
            <translation>{0} 提议，{1} 确认：{2}</translation>
        </message>
        <message>
            <source>Back-dated</source>
            <translation>回溯</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>立案</translation>
        </message>
        <message>
            <source>Ended</source>
            <translation>结束</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>预案</translation>
        </message>
        <message>
            <source>{0} proposes {1} instead of {2} as the time of receipt: {3}</source>
            <translation>{0} 提议接报时间为 {1}（现为 {2}）：{3}</translation>
        </message>
        <message>
            <source>Confirm</source>
            <translation>确认</translation>
        </message>
        <message>
            <source>A second person has to confirm it.</source>
            <translation>须由第二人确认。</translation>
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
            <source>The address hides its password: enter it again</source>
            <translation>地址中的口令已隐去：请重新输入</translation>
        </message>
        <message>
            <source>No unit of this hub's directory</source>
            <translation>中枢的单位名录中没有该单位</translation>
        </message>
        <message>
            <source>Belongs to a unit whose cameras you may not change</source>
            <translation>该单位的摄像机您无权修改</translation>
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
        <name>Filmstrip</name>
        <message>
            <source>Back to the conference</source>
            <translation>回到会议</translation>
        </message>
        <message>
            <source>At the door: {0}</source>
            <translation>门外等候：{0}</translation>
        </message>
    </context>
    <context>
        <name>FilterBar</name>
        <message>
            <source>First day</source>
            <translation>起始日</translation>
        </message>
        <message>
            <source>Last day</source>
            <translation>截止日</translation>
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
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>All classes</source>
            <translation>全部类别</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>等级</translation>
        </message>
        <message>
            <source>All levels</source>
            <translation>全部等级</translation>
        </message>
        <message>
            <source>Drills</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>Show drills instead of real incidents</source>
            <translation>只看演练，不看真实事件</translation>
        </message>
        <message>
            <source>This week</source>
            <translation>本周</translation>
        </message>
        <message>
            <source>4 weeks</source>
            <translation>近四周</translation>
        </message>
        <message>
            <source>This quarter</source>
            <translation>本季度</translation>
        </message>
        <message>
            <source>This year</source>
            <translation>本年</translation>
        </message>
        <message>
            <source>Own days…</source>
            <translation>自选日期…</translation>
        </message>
        <message>
            <source>From</source>
            <translation>自</translation>
        </message>
        <message>
            <source>to</source>
            <translation>至</translation>
        </message>
    </context>
    <context>
        <name>FirstContent</name>
        <message>
            <source>The hub does not take over {0}: {1}</source>
            <translation>中枢未接收 {0}：{1}</translation>
        </message>
        <message>
            <source>The hub has taken over {0} entries of {1}.</source>
            <translation>中枢已接收 {1} 中的 {0} 条。</translation>
        </message>
    </context>
    <context>
        <name>Header</name>
        <message>
            <source>Duty room</source>
            <translation>值班会商室</translation>
        </message>
        <message>
            <source>Log out</source>
            <translation>退出登录</translation>
        </message>
        <message>
            <source>{0} running</source>
            <translation>进行中 {0}</translation>
        </message>
        <message>
            <source>Drill: {0}</source>
            <translation>演练：{0}</translation>
        </message>
        <message>
            <source>hub ok {0} ms</source>
            <translation>中枢正常 {0} 毫秒</translation>
        </message>
        <message>
            <source>hub cannot write</source>
            <translation>中枢无法写入</translation>
        </message>
        <message>
            <source>hub lost since {0}</source>
            <translation>中枢失联（{0} 起）</translation>
        </message>
        <message>
            <source>logged out</source>
            <translation>已退出登录</translation>
        </message>
        <message>
            <source>hub starts…</source>
            <translation>中枢启动中…</translation>
        </message>
        <message>
            <source>Beijing time</source>
            <translation>北京时间</translation>
        </message>
        <message>
            <source>Keys (F1)</source>
            <translation>快捷键 (F1)</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
    </context>
    <context>
        <name>Headline</name>
        <message>
            <source>Live video on the wall</source>
            <translation>现场视频上墙</translation>
        </message>
        <message>
            <source>Everybody in one conference</source>
            <translation>视频会议全员上线</translation>
        </message>
        <message>
            <source>{0} within {1}</source>
            <translation>{1}内{0}</translation>
        </message>
        <message>
            <source>{0} within {1} to {2}</source>
            <translation>{1}至{2}内{0}</translation>
        </message>
        <message>
            <source>nothing decided yet</source>
            <translation>尚无结果</translation>
        </message>
        <message>
            <source>kept: nine of ten in time</source>
            <translation>达标：九成以上按时</translation>
        </message>
        <message>
            <source>not kept: fewer than nine of ten in time</source>
            <translation>未达标：按时不足九成</translation>
        </message>
        <message>
            <source>no sample in this choice</source>
            <translation>所选范围内无样本</translation>
        </message>
        <message>
            <source>n = {0} · {1} in time · 95 % interval {2}</source>
            <translation>样本 n = {0} · 按时 {1} · 95% 置信区间 {2}</translation>
        </message>
        <message>
            <source>{0} · few samples</source>
            <translation>{0} · 样本偏少</translation>
        </message>
        <message>
            <source>Half of them took no longer (nearest rank)</source>
            <translation>半数用时不超过此值（最近秩法）</translation>
        </message>
        <message>
            <source>Nine of ten took no longer (nearest rank)</source>
            <translation>九成用时不超过此值（最近秩法）</translation>
        </message>
    </context>
    <context>
        <name>HourPlot</name>
        <message>
            <source>Incidents by hour of the day</source>
            <translation>各时段事件数</translation>
        </message>
        <message>
            <source>not in time</source>
            <translation>超时</translation>
        </message>
        <message>
            <source>{0}:00 to {1}:00</source>
            <translation>{0}:00 至 {1}:00</translation>
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
        <name>IncidentPage</name>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Choose an incident: everything about it stands here.</source>
            <translation>请选择事件：此处显示其全部情况。</translation>
        </message>
        <message>
            <source>The hub did not bring the incident. It comes when the link is back.</source>
            <translation>中枢未返回该事件，连接恢复后自动显示。</translation>
        </message>
        <message>
            <source>Waiting for the incident…</source>
            <translation>正在等待事件…</translation>
        </message>
        <message>
            <source>Facts</source>
            <translation>事实</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>Reports</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Clocks</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>时间线</translation>
        </message>
    </context>
    <context>
        <name>IncidentStrip</name>
        <message>
            <source>Drill</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>No conference yet</source>
            <translation>尚未开会</translation>
        </message>
        <message>
            <source>In: {0}</source>
            <translation>在会：{0}</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Nobody in yet</source>
            <translation>尚无人在会</translation>
        </message>
        <message>
            <source>Everybody required is in</source>
            <translation>必需人员均已到会</translation>
        </message>
        <message>
            <source>Missing {0}: {1}</source>
            <translation>缺席 {0} 人：{1}</translation>
        </message>
        <message>
            <source>{0} ({1})</source>
            <translation>{0}（{1}）</translation>
        </message>
        <message>
            <source>not rung</source>
            <translation>未呼叫</translation>
        </message>
    </context>
    <context>
        <name>IncidentTabs</name>
        <message>
            <source>Incidents that go on</source>
            <translation>进行中的事件</translation>
        </message>
        <message>
            <source>{0} (drill)</source>
            <translation>{0}（演练）</translation>
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
            <source>seen by a camera</source>
            <translation>视频巡查</translation>
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
            <source>camera</source>
            <translation>摄像机</translation>
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
            <source>it was in a window beside a console while a wall was connected</source>
            <translation>画面在控制台旁的窗口中，而当时已连接大屏</translation>
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
            <source>routine</source>
            <translation>平时</translation>
        </message>
        <message>
            <source>emergency</source>
            <translation>应急</translation>
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
        <name>IncidentsPanel</name>
        <message>
            <source>The hub did not answer: choose it again when the link is back.</source>
            <translation>中枢没有应答：连接恢复后请重新选择。</translation>
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
            <source>Report an incident</source>
            <translation>报告事件</translation>
        </message>
        <message>
            <source>This sheet</source>
            <translation>本页</translation>
        </message>
        <message>
            <source>Page: manage</source>
            <translation>页面：管</translation>
        </message>
        <message>
            <source>Page: prevent</source>
            <translation>页面：防</translation>
        </message>
        <message>
            <source>Page: observe</source>
            <translation>页面：观</translation>
        </message>
        <message>
            <source>Page: handle</source>
            <translation>页面：处</translation>
        </message>
        <message>
            <source>Page: statistics</source>
            <translation>页面：统计</translation>
        </message>
        <message>
            <source>Page: conference</source>
            <translation>页面：会议</translation>
        </message>
        <message>
            <source>Page: command</source>
            <translation>页面：指挥</translation>
        </message>
        <message>
            <source>Conference: microphone on or off</source>
            <translation>会议：开关麦克风</translation>
        </message>
        <message>
            <source>Conference: camera on or off</source>
            <translation>会议：开关摄像头</translation>
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
        <name>LeaderPage</name>
        <message>
            <source>Waiting for the hub…</source>
            <translation>正在等待中枢…</translation>
        </message>
        <message>
            <source>No incident goes on. One that is reported shows here by itself.</source>
            <translation>没有进行中的事件。新报告的事件会自动显示在此。</translation>
        </message>
        <message>
            <source>No link to the hub since {0}: this is what was known then. It comes back by itself.</source>
            <translation>自 {0} 起与中枢断开：以下为当时情况，将自动恢复。</translation>
        </message>
    </context>
    <context>
        <name>LeaderWords</name>
        <message>
            <source>awaited</source>
            <translation>等待接入</translation>
        </message>
        <message>
            <source>No link to the hub: as the wall said at {0}</source>
            <translation>与中枢断开：为大屏 {0} 所报</translation>
        </message>
        <message>
            <source>The wall's seat is not connected; it last said at {0}</source>
            <translation>大屏坐席未连接；最近一次上报 {0}</translation>
        </message>
        <message>
            <source>The wall has not said yet what it shows</source>
            <translation>大屏尚未上报显示内容</translation>
        </message>
        <message>
            <source>Nobody can see the wall's window · unchanged for {0}</source>
            <translation>大屏窗口被遮挡，无人可见 · {0} 无变化</translation>
        </message>
        <message>
            <source>The wall reports {0} of {1} live · unchanged for {2}</source>
            <translation>大屏上报 {0}/{1} 路实时 · {2} 无变化</translation>
        </message>
        <message>
            <source>overdue</source>
            <translation>已超时</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>空</translation>
        </message>
        <message>
            <source>connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>live</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>stands still</source>
            <translation>画面静止</translation>
        </message>
        <message>
            <source>offline</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>black</source>
            <translation>黑屏</translation>
        </message>
        <message>
            <source>no signal</source>
            <translation>无信号</translation>
        </message>
        <message>
            <source>declined</source>
            <translation>已退回</translation>
        </message>
        <message>
            <source>under way</source>
            <translation>办理中</translation>
        </message>
        <message>
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stands</source>
            <translation>有效</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>已撤回</translation>
        </message>
    </context>
    <context>
        <name>LevelBar</name>
        <message>
            <source>Level of the microphone</source>
            <translation>麦克风电平</translation>
        </message>
    </context>
    <context>
        <name>LevelDialog</name>
        <message>
            <source>Change the level</source>
            <translation>调整级别</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>修改</translation>
        </message>
        <message>
            <source>A graver level has tighter targets, from the original start.</source>
            <translation>级别升高后时限更紧，仍从原起点计。</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
    </context>
    <context>
        <name>LinkDialog</name>
        <message>
            <source>Link for a phone</source>
            <translation>手机链接</translation>
        </message>
        <message>
            <source>Name, if known</source>
            <translation>姓名（如已知）</translation>
        </message>
        <message>
            <source>No role</source>
            <translation>无角色</translation>
        </message>
        <message>
            <source>{0} h</source>
            <translation>{0} 小时</translation>
        </message>
        <message>
            <source>Comes in without waiting at the door</source>
            <translation>无需在门外等候</translation>
        </message>
        <message>
            <source>Mobile number</source>
            <translation>手机号码</translation>
        </message>
        <message>
            <source>Scan it with the phone's camera. It is shown this once.</source>
            <translation>请用手机相机扫描。仅显示这一次。</translation>
        </message>
        <message>
            <source>Scan it with the phone's camera.</source>
            <translation>请用手机相机扫描。</translation>
        </message>
        <message>
            <source>Their own mobile number</source>
            <translation>本人手机号</translation>
        </message>
        <message>
            <source>Waiting for the hub…</source>
            <translation>正在等待中枢…</translation>
        </message>
        <message>
            <source>Copied.</source>
            <translation>已复制。</translation>
        </message>
        <message>
            <source>Sending…</source>
            <translation>发送中…</translation>
        </message>
        <message>
            <source>This is no telephone number.</source>
            <translation>这不是电话号码。</translation>
        </message>
        <message>
            <source>On its way to {0}</source>
            <translation>正在发送至 {0}</translation>
        </message>
        <message>
            <source>For</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Valid for</source>
            <translation>有效期</translation>
        </message>
        <message>
            <source>Make the link</source>
            <translation>生成链接</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Send as SMS</source>
            <translation>短信发送</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
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
        <name>LiveView</name>
        <message>
            <source>Duration</source>
            <translation>时长</translation>
        </message>
        <message>
            <source>Locked: nobody new comes in</source>
            <translation>已锁定：不再准入新人</translation>
        </message>
        <message>
            <source>Gallery</source>
            <translation>画廊</translation>
        </message>
        <message>
            <source>Speaker large</source>
            <translation>发言人放大</translation>
        </message>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>The line is lost; coming back by itself. Others may still hear you.</source>
            <translation>线路已断，正在自动恢复。他人可能仍能听到您。</translation>
        </message>
        <message>
            <source>You are muted. Hold the space bar to speak.</source>
            <translation>您已静音。按住空格键发言。</translation>
        </message>
    </context>
    <context>
        <name>Lobby</name>
        <message>
            <source>With camera</source>
            <translation>开摄像头</translation>
        </message>
        <message>
            <source>Voice only</source>
            <translation>仅语音</translation>
        </message>
        <message>
            <source>Just listen and look</source>
            <translation>仅收听观看</translation>
        </message>
    </context>
    <context>
        <name>LoginPage</name>
        <message>
            <source>Log in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>Log in to go on.</source>
            <translation>请登录后继续。</translation>
        </message>
        <message>
            <source>The hub does not answer. It is tried again by itself.</source>
            <translation>中枢没有应答，将自动重试。</translation>
        </message>
        <message>
            <source>Waiting for the hub…</source>
            <translation>正在等待中枢…</translation>
        </message>
        <message>
            <source>Type your name and your password.</source>
            <translation>请输入用户名和口令。</translation>
        </message>
        <message>
            <source>Logging in…</source>
            <translation>正在登录…</translation>
        </message>
        <message>
            <source>The name or the password is wrong.</source>
            <translation>用户名或口令错误。</translation>
        </message>
        <message>
            <source>Too many wrong passwords. Wait a few minutes and try again.</source>
            <translation>口令错误次数过多，请几分钟后再试。</translation>
        </message>
        <message>
            <source>The hub refuses the login ({0}).</source>
            <translation>中枢拒绝登录（{0}）。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>用户名</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>口令</translation>
        </message>
    </context>
    <context>
        <name>MergeDialog</name>
        <message>
            <source>Merge into another incident</source>
            <translation>并入另一事件</translation>
        </message>
        <message>
            <source>Merge</source>
            <translation>并案</translation>
        </message>
        <message>
            <source>This incident ends in the other one, whose clocks run from the earlier start. It is not undone.</source>
            <translation>本事件并入对方后结束，对方时钟取较早起点。此操作不可撤销。</translation>
        </message>
        <message>
            <source>Number, title or pinyin</source>
            <translation>编号、标题或拼音</translation>
        </message>
        <message>
            <source>Into</source>
            <translation>并入</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>Choose one of the incidents that are offered.</source>
            <translation>请从列出的事件中选择。</translation>
        </message>
    </context>
    <context>
        <name>ModeDialog</name>
        <message>
            <source>Emergency for the whole district</source>
            <translation>全区进入应急状态</translation>
        </message>
        <message>
            <source>Back to routine</source>
            <translation>恢复平时状态</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Declare the emergency</source>
            <translation>宣布进入应急</translation>
        </message>
        <message>
            <source>End the emergency</source>
            <translation>结束应急</translation>
        </message>
        <message>
            <source>The scene of a graver incident then takes an output from a lesser one by itself.</source>
            <translation>此后更严重事件的场景将自动占用较轻事件的大屏输出。</translation>
        </message>
        <message>
            <source>A reason is needed.</source>
            <translation>需要填写原因。</translation>
        </message>
        <message>
            <source>The reason is longer than the hub takes.</source>
            <translation>原因过长。</translation>
        </message>
        <message>
            <source>Sending…</source>
            <translation>发送中…</translation>
        </message>
    </context>
    <context>
        <name>ModeSwitch</name>
        <message>
            <source>Operating mode: {0}</source>
            <translation>运行状态：{0}</translation>
        </message>
        <message>
            <source>Never changed</source>
            <translation>从未更改</translation>
        </message>
        <message>
            <source>Since {0}</source>
            <translation>自 {0}</translation>
        </message>
        <message>
            <source>Since {0} by {1}</source>
            <translation>自 {0}，{1}</translation>
        </message>
    </context>
    <context>
        <name>MoveDialog</name>
        <message>
            <source>{0} → {1}</source>
            <translation>{0} → {1}</translation>
        </message>
        <message>
            <source>Take the step</source>
            <translation>执行</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
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
        <name>Names</name>
        <message>
            <source>the hub</source>
            <translation>中枢</translation>
        </message>
    </context>
    <context>
        <name>NextStep</name>
        <message>
            <source>Put the scene on the wall.</source>
            <translation>请将场景上墙。</translation>
        </message>
        <message>
            <source>Put it on the wall</source>
            <translation>上墙</translation>
        </message>
        <message>
            <source>Give a task…</source>
            <translation>派遣任务…</translation>
        </message>
        <message>
            <source>Reopen…</source>
            <translation>重新立案…</translation>
        </message>
        <message>
            <source>It went into another incident, where everything goes on.</source>
            <translation>已并入另一事件，后续在那里进行。</translation>
        </message>
        <message>
            <source>It was found to be a false report.</source>
            <translation>经核实为误报。</translation>
        </message>
        <message>
            <source>It is closed.</source>
            <translation>已结案。</translation>
        </message>
        <message>
            <source>Give somebody a task, or handle it at the desk.</source>
            <translation>请派遣任务，或由值班席直接处置。</translation>
        </message>
        <message>
            <source>{0} of {1} tasks are not acknowledged yet: call them, or go on without.</source>
            <translation>{1} 项任务中有 {0} 项未签收：请电话催办，或先行处置。</translation>
        </message>
        <message>
            <source>Nobody has a task of it any more: give one, or go on without.</source>
            <translation>已无人承担任务：请重新派遣，或先行处置。</translation>
        </message>
        <message>
            <source>It is being handled, {0} tasks are not done yet. Report back when it is done.</source>
            <translation>正在处置，还有 {0} 项任务未完成。完成后请反馈。</translation>
        </message>
        <message>
            <source>It is being handled. Report back when it is done.</source>
            <translation>正在处置。完成后请反馈。</translation>
        </message>
        <message>
            <source>The final report is not written yet. Write it, then close the incident.</source>
            <translation>终报尚未撰写。请撰写后结案。</translation>
        </message>
        <message>
            <source>Everything was checked: close the incident.</source>
            <translation>核查完毕：可以结案。</translation>
        </message>
        <message>
            <source>Ask back whether the report is true.</source>
            <translation>请回拨核实报告是否属实。</translation>
        </message>
        <message>
            <source>The report is true: open the incident.</source>
            <translation>报告属实：请立案。</translation>
        </message>
        <message>
            <source>Check what was reported back.</source>
            <translation>请核查反馈情况。</translation>
        </message>
        <message>
            <source>It is true</source>
            <translation>属实</translation>
        </message>
        <message>
            <source>Open it</source>
            <translation>立案</translation>
        </message>
        <message>
            <source>Assigned</source>
            <translation>已派遣</translation>
        </message>
        <message>
            <source>In progress</source>
            <translation>开始处置</translation>
        </message>
        <message>
            <source>Report back</source>
            <translation>反馈</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>核查通过</translation>
        </message>
        <message>
            <source>Close it</source>
            <translation>结案</translation>
        </message>
        <message>
            <source>False report</source>
            <translation>误报</translation>
        </message>
    </context>
    <context>
        <name>Notices</name>
        <message>
            <source>Notices</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>{0} more</source>
            <translation>另有 {0} 条</translation>
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
        <name>OutputsPanel</name>
        <message>
            <source>Outputs of other seats</source>
            <translation>其他席位的大屏</translation>
        </message>
        <message>
            <source>Your role may not push to the wall.</source>
            <translation>您的角色不能推送上墙。</translation>
        </message>
        <message>
            <source>The hub does not answer: nothing was pushed.</source>
            <translation>中枢没有应答：未推送。</translation>
        </message>
        <message>
            <source>The hub refused the push: {0}</source>
            <translation>中枢拒绝了推送：{0}</translation>
        </message>
        <message>
            <source>Only cameras of the hub can be pushed to another seat.</source>
            <translation>只有中枢登记的摄像机才能推送到其他席位。</translation>
        </message>
        <message>
            <source>Push the selected cameras here</source>
            <translation>把所选摄像机推送到此</translation>
        </message>
        <message>
            <source>Push the scene {0} here</source>
            <translation>把场景“{0}”推送到此</translation>
        </message>
        <message>
            <source>Push the selected scene here</source>
            <translation>把所选场景推送到此</translation>
        </message>
        <message>
            <source>not connected</source>
            <translation>未连接</translation>
        </message>
        <message>
            <source>{0}, {1} of {2} live</source>
            <translation>{0}，{2} 路中 {1} 路实时</translation>
        </message>
        <message>
            <source>push sent…</source>
            <translation>推送已发出…</translation>
        </message>
        <message>
            <source>push taken, waiting for its picture…</source>
            <translation>对方已接收，等待出画面…</translation>
        </message>
        <message>
            <source>push shown ✓</source>
            <translation>推送已上墙 ✓</translation>
        </message>
        <message>
            <source>push refused: {0}</source>
            <translation>推送被拒绝：{0}</translation>
        </message>
        <message>
            <source>no reason given</source>
            <translation>未说明原因</translation>
        </message>
    </context>
    <context>
        <name>OwnPicture</name>
        <message>
            <source>My own picture</source>
            <translation>我的画面</translation>
        </message>
        <message>
            <source>No camera</source>
            <translation>无摄像头</translation>
        </message>
        <message>
            <source>Camera off</source>
            <translation>摄像头已关</translation>
        </message>
        <message>
            <source>The camera gives no picture</source>
            <translation>摄像头没有画面</translation>
        </message>
        <message>
            <source>The camera starts…</source>
            <translation>摄像头启动中…</translation>
        </message>
    </context>
    <context>
        <name>OwnerRow</name>
        <message>
            <source>Task of {0}</source>
            <translation>{0}的任务</translation>
        </message>
        <message>
            <source>What they do of it; empty: what is decided</source>
            <translation>本单位（本人）的任务；不填则同决定</translation>
        </message>
        <message>
            <source>Due at, for {0}</source>
            <translation>{0}的完成时限</translation>
        </message>
        <message>
            <source>A time of day, or a number of minutes; empty: the decision's</source>
            <translation>时刻，或分钟数；不填则同决定</translation>
        </message>
        <message>
            <source>Not {0}</source>
            <translation>不选 {0}</translation>
        </message>
        <message>
            <source>no time</source>
            <translation>无时限</translation>
        </message>
    </context>
    <context>
        <name>PageHead</name>
        <message>
            <source>drill</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>Other steps</source>
            <translation>其他步骤</translation>
        </message>
        <message>
            <source>cycle {0}</source>
            <translation>第 {0} 轮</translation>
        </message>
        <message>
            <source>checklist {0} of {1}</source>
            <translation>检查单 {0}/{1}</translation>
        </message>
        <message>
            <source>This is somebody else's to do.</source>
            <translation>此步骤由他人办理。</translation>
        </message>
    </context>
    <context>
        <name>ParentDialog</name>
        <message>
            <source>Put under another incident</source>
            <translation>归入另一事件之下</translation>
        </message>
        <message>
            <source>Put there</source>
            <translation>归入</translation>
        </message>
        <message>
            <source>Number, title or pinyin; empty for none</source>
            <translation>编号、标题或拼音；留空为不归入</translation>
        </message>
        <message>
            <source>Above it</source>
            <translation>上级事件</translation>
        </message>
        <message>
            <source>Choose one of the incidents that are offered.</source>
            <translation>请从列出的事件中选择。</translation>
        </message>
    </context>
    <context>
        <name>PeopleDelegate</name>
        <message>
            <source>{0} (you)</source>
            <translation>{0}（您）</translation>
        </message>
        <message>
            <source>{0} · host</source>
            <translation>{0} · 主持人</translation>
        </message>
    </context>
    <context>
        <name>PeoplePanel</name>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>{0} asks to come in</source>
            <translation>{0} 请求进入</translation>
        </message>
        <message>
            <source>Let in</source>
            <translation>准入</translation>
        </message>
        <message>
            <source>Refuse</source>
            <translation>拒绝</translation>
        </message>
    </context>
    <context>
        <name>PeopleSection</name>
        <message>
            <source>Units and people</source>
            <translation>单位与人员</translation>
        </message>
        <message>
            <source>Share…</source>
            <translation>共享…</translation>
        </message>
        <message>
            <source>{0} · responsible</source>
            <translation>{0} · 主责</translation>
        </message>
        <message>
            <source>{0} · shared with it</source>
            <translation>{0} · 已共享</translation>
        </message>
        <message>
            <source>Nobody's shift is written down for now.</source>
            <translation>当前没有登记的值班人员。</translation>
        </message>
        <message>
            <source>Shared with no other unit.</source>
            <translation>未与其他单位共享。</translation>
        </message>
    </context>
    <context>
        <name>PersonMenu</name>
        <message>
            <source>Unpin</source>
            <translation>取消固定</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>固定</translation>
        </message>
        <message>
            <source>Shared screen</source>
            <translation>共享屏幕</translation>
        </message>
        <message>
            <source>Mute</source>
            <translation>静音</translation>
        </message>
        <message>
            <source>Take the mute back</source>
            <translation>解除静音</translation>
        </message>
        <message>
            <source>Stop the camera</source>
            <translation>关闭画面</translation>
        </message>
        <message>
            <source>Let the camera be seen again</source>
            <translation>恢复画面</translation>
        </message>
        <message>
            <source>Stop the sharing</source>
            <translation>停止其共享</translation>
        </message>
        <message>
            <source>Let the sharing be seen again</source>
            <translation>恢复其共享</translation>
        </message>
        <message>
            <source>Ask to unmute</source>
            <translation>请其发言</translation>
        </message>
        <message>
            <source>Lower the hand</source>
            <translation>放下其手</translation>
        </message>
        <message>
            <source>Remove, and close the link to further phones</source>
            <translation>移出，并停止该链接放行新手机</translation>
        </message>
        <message>
            <source>Remove from the room</source>
            <translation>移出会议室</translation>
        </message>
    </context>
    <context>
        <name>PhotoPicker</name>
        <message>
            <source>Add pictures…</source>
            <translation>添加图片…</translation>
        </message>
        <message>
            <source>or paste (Ctrl+V) or drag them here</source>
            <translation>或粘贴 (Ctrl+V)、拖到此处</translation>
        </message>
        <message>
            <source>Add pictures</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <source>Pictures (*.jpg *.jpeg *.png *.webp)</source>
            <translation>图片 (*.jpg *.jpeg *.png *.webp)</translation>
        </message>
        <message>
            <source>More than {0} pictures are not taken at once</source>
            <translation>一次最多 {0} 张图片</translation>
        </message>
        <message>
            <source>{0}: click takes it out</source>
            <translation>{0}：单击移除</translation>
        </message>
    </context>
    <context>
        <name>PhotoUploads</name>
        <message>
            <source>the hub did not answer</source>
            <translation>中枢没有应答</translation>
        </message>
        <message>
            <source>Pictures of {0}: {1} of {2} sent</source>
            <translation>{0} 的图片：已发送 {1}/{2}</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Give these pictures up</source>
            <translation>放弃这些图片</translation>
        </message>
    </context>
    <context>
        <name>Photos</name>
        <message>
            <source>{0} is larger than 10 MB</source>
            <translation>{0} 大于 10 MB</translation>
        </message>
        <message>
            <source>{0} cannot be read: {1}</source>
            <translation>{0} 无法读取：{1}</translation>
        </message>
        <message>
            <source>{0} is no JPEG, PNG or WebP picture</source>
            <translation>{0} 不是 JPEG、PNG 或 WebP 图片</translation>
        </message>
        <message>
            <source>pasted picture</source>
            <translation>粘贴的图片</translation>
        </message>
        <message>
            <source>The picture is larger than 10 MB</source>
            <translation>图片大于 10 MB</translation>
        </message>
    </context>
    <context>
        <name>PictureButton</name>
        <message>
            <source>not loaded</source>
            <translation>未加载</translation>
        </message>
    </context>
    <context>
        <name>PictureDialog</name>
        <message>
            <source>Picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Loading the picture…</source>
            <translation>正在加载图片…</translation>
        </message>
        <message>
            <source>The picture could not be loaded</source>
            <translation>图片无法加载</translation>
        </message>
        <message>
            <source>The hub did not answer: open the picture again when the link is back.</source>
            <translation>中枢没有应答：连接恢复后请重新打开图片。</translation>
        </message>
    </context>
    <context>
        <name>PicturesSection</name>
        <message>
            <source>Pictures of the scene</source>
            <translation>现场图片</translation>
        </message>
        <message>
            <source>None yet.</source>
            <translation>暂无。</translation>
        </message>
        <message>
            <source>Picture of the scene</source>
            <translation>现场图片</translation>
        </message>
    </context>
    <context>
        <name>PlaceFields</name>
        <message>
            <source>Place, site or code; pinyin finds sites; or coordinates</source>
            <translation>地点、场所或编码，可用拼音；也可输入坐标</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>何地</translation>
        </message>
        <message>
            <source>Codes, coordinates</source>
            <translation>编码、坐标</translation>
        </message>
        <message>
            <source>Which system?</source>
            <translation>哪个坐标系？</translation>
        </message>
        <message>
            <source>WGS-84 (GPS, survey)</source>
            <translation>WGS-84（GPS、测绘）</translation>
        </message>
        <message>
            <source>GCJ-02 (Chinese maps)</source>
            <translation>GCJ-02（国内地图）</translation>
        </message>
        <message>
            <source>Reference system</source>
            <translation>坐标系</translation>
        </message>
        <message>
            <source>Where is it? A few words are enough.</source>
            <translation>在哪里？简单几个字即可。</translation>
        </message>
        <message>
            <source>The coordinates are not readable: write 121.4147, 31.2216.</source>
            <translation>坐标无法识别：请写 121.4147, 31.2216。</translation>
        </message>
        <message>
            <source>Which reference system are the coordinates of? They differ by 500 m.</source>
            <translation>坐标属于哪个坐标系？两者相差约500米。</translation>
        </message>
        <message>
            <source>known site</source>
            <translation>已知场所</translation>
        </message>
        <message>
            <source>grid {0}</source>
            <translation>网格 {0}</translation>
        </message>
        <message>
            <source>no coordinates: cameras nearby cannot be found by themselves</source>
            <translation>没有坐标：无法自动查找附近探头</translation>
        </message>
        <message>
            <source>Grid code</source>
            <translation>网格编码</translation>
        </message>
        <message>
            <source>City code</source>
            <translation>城市码</translation>
        </message>
        <message>
            <source>Longitude, latitude</source>
            <translation>经度, 纬度</translation>
        </message>
    </context>
    <context>
        <name>PlaceTree</name>
        <message>
            <source>Streets and sites</source>
            <translation>街道和场所</translation>
        </message>
    </context>
    <context>
        <name>PlanEditor</name>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Ctrl+Enter</source>
            <translation>Ctrl+Enter</translation>
        </message>
        <message>
            <source>Undo changes</source>
            <translation>撤销更改</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>删除…</translation>
        </message>
        <message>
            <source>Show theirs</source>
            <translation>显示对方版本</translation>
        </message>
        <message>
            <source>Keep mine</source>
            <translation>保留我的</translation>
        </message>
        <message>
            <source>Somebody else has removed this plan. Saving makes it anew.</source>
            <translation>他人已删除此预案。保存将重新建立。</translation>
        </message>
        <message>
            <source>Saved.</source>
            <translation>已保存。</translation>
        </message>
        <message>
            <source>Choose a plan</source>
            <translation>请选择预案</translation>
        </message>
        <message>
            <source>New plan</source>
            <translation>新建预案</translation>
        </message>
        <message>
            <source>Somebody else has saved this plan meanwhile. Different: {0}</source>
            <translation>其间他人已保存此预案。不同之处：{0}</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>点位</translation>
        </message>
        <message>
            <source>Grid</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Cameras at most</source>
            <translation>摄像机上限</translation>
        </message>
        <message>
            <source>Tiles for responders</source>
            <translation>现场人员窗格</translation>
        </message>
        <message>
            <source>Scene</source>
            <translation>场景</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>大屏输出</translation>
        </message>
        <message>
            <source>On the wall</source>
            <translation>上墙方式</translation>
        </message>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Checklist</source>
            <translation>检查单</translation>
        </message>
        <message>
            <source>Reviewed</source>
            <translation>修订</translation>
        </message>
    </context>
    <context>
        <name>PlanForm</name>
        <message>
            <source>any</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>any; a code stands for all that begin with it</source>
            <translation>不限；编码代表以其开头的所有网格</translation>
        </message>
        <message>
            <source>any class</source>
            <translation>不限类别</translation>
        </message>
        <message>
            <source>any level</source>
            <translation>不限级别</translation>
        </message>
        <message>
            <source>Reviewed today</source>
            <translation>今日已修订</translation>
        </message>
        <message>
            <source>The plan needs a name.</source>
            <translation>预案需要名称。</translation>
        </message>
        <message>
            <source>Choose the unit from the list.</source>
            <translation>请从列表选择单位。</translation>
        </message>
        <message>
            <source>Choose the site from the list, or leave it empty.</source>
            <translation>请从列表选择点位，或留空。</translation>
        </message>
        <message>
            <source>The hub would not take this: {0}</source>
            <translation>中枢不会接受：{0}</translation>
        </message>
        <message>
            <source>{0} (gone)</source>
            <translation>{0}（已不存在）</translation>
        </message>
        <message>
            <source>the freest</source>
            <translation>最空闲的</translation>
        </message>
        <message>
            <source>built from the cameras</source>
            <translation>由摄像机自动组成</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>again after days</source>
            <translation>复审周期（天）</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>点位</translation>
        </message>
        <message>
            <source>Grid</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Cameras at most</source>
            <translation>摄像机上限</translation>
        </message>
        <message>
            <source>Tiles for responders</source>
            <translation>现场人员窗格</translation>
        </message>
        <message>
            <source>Scene</source>
            <translation>场景</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>大屏输出</translation>
        </message>
        <message>
            <source>On the wall</source>
            <translation>上墙方式</translation>
        </message>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Checklist</source>
            <translation>检查单</translation>
        </message>
        <message>
            <source>One step on each line</source>
            <translation>每行一个步骤</translation>
        </message>
        <message>
            <source>Reviewed</source>
            <translation>修订</translation>
        </message>
    </context>
    <context>
        <name>PlanTable</name>
        <message>
            <source>Plans</source>
            <translation>预案</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>预案</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
    </context>
    <context>
        <name>PlanWords</name>
        <message>
            <source>any class</source>
            <translation>不限类别</translation>
        </message>
        <message>
            <source>any level</source>
            <translation>不限级别</translation>
        </message>
        <message>
            <source>grid {0}</source>
            <translation>网格 {0}</translation>
        </message>
        <message>
            <source>everywhere</source>
            <translation>全部地点</translation>
        </message>
        <message>
            <source>not checked yet</source>
            <translation>尚未检查</translation>
        </message>
        <message>
            <source>needs a look: {0}</source>
            <translation>需要查看：{0}</translation>
        </message>
        <message>
            <source>in order</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>Not reviewed since {0}</source>
            <translation>自 {0} 未修订</translation>
        </message>
        <message>
            <source>Camera {0} is not registered any more</source>
            <translation>摄像机 {0} 已不再登记</translation>
        </message>
        <message>
            <source>Camera {0}: {1} since {2}</source>
            <translation>摄像机 {0}：自 {2} {1}</translation>
        </message>
        <message>
            <source>Nobody is on shift as {0}</source>
            <translation>{0}无人在班</translation>
        </message>
        <message>
            <source>Nobody has the title {0}</source>
            <translation>无人担任{0}</translation>
        </message>
        <message>
            <source>Output {0} is gone</source>
            <translation>大屏输出 {0} 已不存在</translation>
        </message>
        <message>
            <source>Scene {0} is gone</source>
            <translation>场景 {0} 已不存在</translation>
        </message>
        <message>
            <source>Never reviewed</source>
            <translation>从未修订</translation>
        </message>
        <message>
            <source>{0} · {1} · {2}</source>
            <translation>{0} · {1} · {2}</translation>
        </message>
        <message>
            <source>If this were reported now</source>
            <translation>若此刻报告</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>预案</translation>
        </message>
        <message>
            <source>No plan fits</source>
            <translation>没有匹配的预案</translation>
        </message>
        <message>
            <source>Another plan is more specific and wins</source>
            <translation>另有更具体的预案优先</translation>
        </message>
        <message>
            <source>Several plans fit equally well and count together</source>
            <translation>多个预案同等匹配，一并生效</translation>
        </message>
        <message>
            <source>No camera can show the place</source>
            <translation>没有摄像机能看到该地点</translation>
        </message>
        <message>
            <source>Cameras</source>
            <translation>摄像机</translation>
        </message>
        <message>
            <source>Wall</source>
            <translation>大屏</translation>
        </message>
        <message>
            <source>Layout {0}, tiles for responders: {1}</source>
            <translation>布局 {0}，现场人员窗格 {1} 个</translation>
        </message>
        <message>
            <source>Scene {0} of the plan</source>
            <translation>预案场景：{0}</translation>
        </message>
        <message>
            <source>Output {0} shows another incident: the scene would wait</source>
            <translation>大屏输出 {0} 正显示其他事件：场景将等待</translation>
        </message>
        <message>
            <source>Proposed for output {0}</source>
            <translation>建议上大屏输出 {0}</translation>
        </message>
        <message>
            <source>Put on output {0} at once</source>
            <translation>立即上大屏输出 {0}</translation>
        </message>
        <message>
            <source>Nobody to ring for: {0}</source>
            <translation>无人可呼叫：{0}</translation>
        </message>
        <message>
            <source>Nobody is rung</source>
            <translation>不呼叫任何人</translation>
        </message>
        <message>
            <source>Rung</source>
            <translation>呼叫</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>invited</source>
            <translation>邀请</translation>
        </message>
        <message>
            <source>on shift until {0}</source>
            <translation>在班至 {0}</translation>
        </message>
        <message>
            <source>deputy {0}</source>
            <translation>第 {0} 替补</translation>
        </message>
        <message>
            <source>No SMS: {0}</source>
            <translation>不发短信：{0}</translation>
        </message>
        <message>
            <source>Links for phones</source>
            <translation>手机链接</translation>
        </message>
        <message>
            <source>Checklist</source>
            <translation>检查单</translation>
        </message>
        <message>
            <source>{0}: whoever comes, up to {1} phones</source>
            <translation>{0}：到场人员通用，最多 {1} 部手机</translation>
        </message>
        <message>
            <source>by SMS</source>
            <translation>发短信</translation>
        </message>
        <message>
            <source>at once</source>
            <translation>立即</translation>
        </message>
        <message>
            <source>at once in emergency mode, else proposed</source>
            <translation>应急时立即，平时建议</translation>
        </message>
        <message>
            <source>proposed to the operator</source>
            <translation>建议，由操作员决定</translation>
        </message>
        <message>
            <source>No output is there for this unit</source>
            <translation>该单位没有大屏输出</translation>
        </message>
        <message>
            <source>Every output of this unit is closed</source>
            <translation>该单位的大屏输出均已关闭</translation>
        </message>
    </context>
    <context>
        <name>PlansPage</name>
        <message>
            <source>Find a plan</source>
            <translation>查找预案</translation>
        </message>
        <message>
            <source>Needs a look</source>
            <translation>需要查看</translation>
        </message>
        <message>
            <source>New plan</source>
            <translation>新建预案</translation>
        </message>
        <message>
            <source>Ins in the list</source>
            <translation>列表中按 Ins</translation>
        </message>
        <message>
            <source>Remove the plan {0}?</source>
            <translation>删除预案 {0}？</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Save the plan to see what would happen.</source>
            <translation>保存预案后可查看推演。</translation>
        </message>
        <message>
            <source>The plan is of the unit above: it is tried there.</source>
            <translation>该预案属于上级单位：在上级推演。</translation>
        </message>
        <message>
            <source>Asking the hub…</source>
            <translation>正在询问中枢…</translation>
        </message>
        <message>
            <source>Somebody else has changed the plan, and it could not be loaded. Try again.</source>
            <translation>他人已更改预案，且未能载入。请重试。</translation>
        </message>
        <message>
            <source>The hub did not answer. Nothing that you typed is lost: try again.</source>
            <translation>中枢未响应。您的输入未丢失：请重试。</translation>
        </message>
        <message>
            <source>No plans yet: make one, and what it binds is ready before it is needed</source>
            <translation>尚无预案：请新建，所需资源即可事先就绪</translation>
        </message>
        <message>
            <source>{0} plans, {1} need a look</source>
            <translation>{0} 个预案，{1} 个需要查看</translation>
        </message>
        <message>
            <source>Discard what you changed in this plan?</source>
            <translation>放弃对此预案的更改？</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
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
        <name>PutOnWall</name>
        <message>
            <source>Put on the wall</source>
            <translation>上墙</translation>
        </message>
        <message>
            <source>Where there is room</source>
            <translation>自动选择空位</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>空</translation>
        </message>
        <message>
            <source>Tile {0}: {1}</source>
            <translation>第 {0} 格：{1}</translation>
        </message>
    </context>
    <context>
        <name>ReadinessContent</name>
        <message>
            <source>All of {0}</source>
            <translation>{0}全部</translation>
        </message>
        <message>
            <source>{0} of {1} cameras work</source>
            <translation>{1} 路摄像机中 {0} 路正常</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>正在统计…</translation>
        </message>
    </context>
    <context>
        <name>ReadinessPage</name>
        <message>
            <source>Find a street, site or camera</source>
            <translation>查找街道、场所或摄像机</translation>
        </message>
        <message>
            <source>Open the plan</source>
            <translation>打开预案</translation>
        </message>
        <message>
            <source>Plans that need a look</source>
            <translation>需要检查的预案</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>预案</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>What is wrong</source>
            <translation>问题</translation>
        </message>
        <message>
            <source>Every plan can be relied on.</source>
            <translation>所有预案都可用。</translation>
        </message>
        <message>
            <source>Blind spots</source>
            <translation>盲区</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>场所</translation>
        </message>
        <message>
            <source>Street</source>
            <translation>街道</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>No site is known to be blind.</source>
            <translation>没有已知的盲区。</translation>
        </message>
        <message>
            <source>Cameras, {0} out of order</source>
            <translation>摄像机，{0} 台故障</translation>
        </message>
        <message>
            <source>Out of order {0}</source>
            <translation>故障 {0}</translation>
        </message>
        <message>
            <source>Plans {0}</source>
            <translation>预案 {0}</translation>
        </message>
        <message>
            <source>Blind spots {0}</source>
            <translation>盲区 {0}</translation>
        </message>
        <message>
            <source>The hub did not answer: the history comes when it does.</source>
            <translation>中枢未应答：恢复后显示历史。</translation>
        </message>
        <message>
            <source>The hub did not answer. Ask again when the link is back.</source>
            <translation>中枢未应答。连接恢复后请重试。</translation>
        </message>
    </context>
    <context>
        <name>ReadinessWords</name>
        <message>
            <source>{0} blind · {1}</source>
            <translation>{0} 处看不见 · {1}</translation>
        </message>
        <message>
            <source>{0} limited · {1}</source>
            <translation>{0} 处有缺口 · {1}</translation>
        </message>
        <message>
            <source>The nearest that works is {0}, {1} away.</source>
            <translation>最近的正常摄像机是{0}，相距 {1}。</translation>
        </message>
        <message>
            <source>No other camera is known to work either.</source>
            <translation>也没有其他已知正常的摄像机。</translation>
        </message>
        <message>
            <source>All its cameras work ({0}).</source>
            <translation>摄像机全部正常（{0} 路）。</translation>
        </message>
        <message>
            <source>{0} of {1} sites could not be seen now: they are in the list of blind spots.</source>
            <translation>{1} 处场所中有 {0} 处现在看不见，见“盲区”列表。</translation>
        </message>
        <message>
            <source>{0} of {1} cameras out of order: have them repaired, the latest to fail stands first.</source>
            <translation>{1} 路摄像机中 {0} 路故障，请安排维修，最近发生的排在最前。</translation>
        </message>
        <message>
            <source>Plans that need a look: {0}. Open them before they are needed.</source>
            <translation>需要检查的预案：{0} 份，请在用到之前打开处理。</translation>
        </message>
        <message>
            <source>{0} of {1} cameras were not looked at lately: the patrol has not come by.</source>
            <translation>{1} 路摄像机中 {0} 路近期未巡检，巡检还没有轮到。</translation>
        </message>
        <message>
            <source>No cameras yet: import a file on the page Observe.</source>
            <translation>还没有摄像机：请在“观”页导入文件。</translation>
        </message>
        <message>
            <source>All cameras work ({0}), and every site is seen.</source>
            <translation>摄像机全部正常（{0} 路），所有场所都看得见。</translation>
        </message>
        <message>
            <source>Asking the hub how far the patrol is…</source>
            <translation>正在查询巡检进度…</translation>
        </message>
        <message>
            <source>The patrol does not go: cameras are known by the walls alone.</source>
            <translation>巡检未运行，摄像机状态只来自大屏。</translation>
        </message>
        <message>
            <source>Patrol: {0} of {1} cameras looked at within a day</source>
            <translation>巡检：{1} 路中 {0} 路一天内已查</translation>
        </message>
        <message>
            <source>{0} never</source>
            <translation>{0} 路从未查过</translation>
        </message>
        <message>
            <source>{0} on walls, left alone</source>
            <translation>{0} 路在大屏上，不打扰</translation>
        </message>
        <message>
            <source>round since {0}, {1} looked at</source>
            <translation>本轮自 {0} 起，已查 {1} 路</translation>
        </message>
        <message>
            <source>next at {0}</source>
            <translation>下一路 {0}</translation>
        </message>
        <message>
            <source>last round took {0} for {1}</source>
            <translation>上一轮 {1} 路，用时 {0}</translation>
        </message>
        <message>
            <source>{0} asked for</source>
            <translation>{0} 路待加急巡检</translation>
        </message>
        <message>
            <source>{0} s</source>
            <translation>{0} 秒</translation>
        </message>
        <message>
            <source>{0} min</source>
            <translation>{0} 分钟</translation>
        </message>
        <message>
            <source>{0} h {1} min</source>
            <translation>{0} 小时 {1} 分</translation>
        </message>
        <message>
            <source>not looked at</source>
            <translation>未巡检</translation>
        </message>
        <message>
            <source>live on a wall</source>
            <translation>大屏实时</translation>
        </message>
        <message>
            <source>Nobody has looked at it yet.</source>
            <translation>还没有人查过它。</translation>
        </message>
        <message>
            <source>Live on a wall: the patrol leaves it alone.</source>
            <translation>正在大屏上实时显示，巡检不打扰。</translation>
        </message>
        <message>
            <source>looked at {0}</source>
            <translation>{0} 查过</translation>
        </message>
        <message>
            <source>Not looked at since {0}: nobody knows.</source>
            <translation>自 {0} 起未再查，状态不明。</translation>
        </message>
        <message>
            <source>{0} since {1}</source>
            <translation>{0}（{1} 起）</translation>
        </message>
        <message>
            <source>first picture after {0} ms</source>
            <translation>首帧 {0} 毫秒</translation>
        </message>
        <message>
            <source>A wall shows it: the patrol leaves it alone.</source>
            <translation>大屏正在显示它，巡检不打扰。</translation>
        </message>
        <message>
            <source>It was looked at a moment ago.</source>
            <translation>刚刚查过。</translation>
        </message>
        <message>
            <source>Asked: {0} others come first.</source>
            <translation>已排队，前面还有 {0} 路。</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>正在巡检…</translation>
        </message>
        <message>
            <source>No camera is registered in this street.</source>
            <translation>本街道没有登记摄像机。</translation>
        </message>
        <message>
            <source>No camera within {0} and none of its own: one is needed here, or a phone on the spot.</source>
            <translation>{0} 内没有摄像机，也没有自己的摄像机：这里需要补点，或由现场手机回传。</translation>
        </message>
        <message>
            <source>All its cameras out of order ({0}) since {1}: have line and gateway checked first.</source>
            <translation>自 {1} 起摄像机全部故障（{0} 路）：请先检查线路和网关。</translation>
        </message>
        <message>
            <source>{0} of {1} cameras were not looked at lately, none is known to work: look now at one.</source>
            <translation>{1} 路摄像机中 {0} 路近期未巡检，没有已知正常的：请立即巡检其中一路。</translation>
        </message>
        <message>
            <source>{0} of {1} cameras out of order since {2}: have them repaired, the others must do until then.</source>
            <translation>自 {2} 起 {1} 路摄像机中 {0} 路故障：请安排维修，在此之前只能用其余各路。</translation>
        </message>
        <message>
            <source>All that work ({0}) look indoors: who stands outside is not seen.</source>
            <translation>正常的摄像机（{0} 路）都在室内，看不到室外。</translation>
        </message>
        <message>
            <source>{0} of {1} cameras were not looked at lately.</source>
            <translation>{1} 路摄像机中 {0} 路近期未巡检。</translation>
        </message>
        <message>
            <source>Blind</source>
            <translation>看不见</translation>
        </message>
        <message>
            <source>Limited</source>
            <translation>有缺口</translation>
        </message>
        <message>
            <source>Not looked at</source>
            <translation>未巡检</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>seen by a wall</source>
            <translation>大屏发现</translation>
        </message>
        <message>
            <source>the hub cannot open its address</source>
            <translation>中枢打不开它的地址</translation>
        </message>
        <message>
            <source>no steady picture within 10 s</source>
            <translation>10 秒内没有稳定画面</translation>
        </message>
        <message>
            <source>the look itself failed</source>
            <translation>巡检本身出错</translation>
        </message>
    </context>
    <context>
        <name>RefusedWords</name>
        <message>
            <source>The hub did not answer. Nothing that you typed is lost: send it again when the link is back. If it did arrive, the incident shows it.</source>
            <translation>中枢没有应答。已输入的内容没有丢失：连接恢复后请再次发送。若已送达，事件中会显示。</translation>
        </message>
        <message>
            <source>Your role or unit does not allow this.</source>
            <translation>您的角色或单位无权执行此操作。</translation>
        </message>
        <message>
            <source>The session is over: log in again. Nothing that you typed is lost.</source>
            <translation>会话已结束：请重新登录。已输入的内容没有丢失。</translation>
        </message>
        <message>
            <source>The hub does not know this any more, or you may not see it.</source>
            <translation>中枢已没有此项，或您无权查看。</translation>
        </message>
        <message>
            <source>The hub is busy and has changed nothing. Try again in a moment.</source>
            <translation>中枢繁忙，未作任何更改。请稍后重试。</translation>
        </message>
        <message>
            <source>The hub's disk is full and nothing was changed. Tell its administrator.</source>
            <translation>中枢磁盘已满，未作任何更改。请通知管理员。</translation>
        </message>
        <message>
            <source>The hub cannot reach its database. Try again in a moment.</source>
            <translation>中枢无法连接数据库。请稍后重试。</translation>
        </message>
        <message>
            <source>This is larger than the hub takes.</source>
            <translation>超出中枢允许的大小。</translation>
        </message>
        <message>
            <source>This was reported before.</source>
            <translation>此前已报告过。</translation>
        </message>
        <message>
            <source>The hub failed on this and has written it into its log.</source>
            <translation>中枢处理出错，已写入日志。</translation>
        </message>
        <message>
            <source>Somebody else has changed this meanwhile. Look at it and send it again.</source>
            <translation>他人已同时更改。请查看后重新发送。</translation>
        </message>
        <message>
            <source>This step cannot be taken back, or was already.</source>
            <translation>此步骤不能撤回，或已撤回。</translation>
        </message>
        <message>
            <source>This link lets nobody in any more.</source>
            <translation>该链接已失效，不能再入会。</translation>
        </message>
        <message>
            <source>The hub has not kept this link: revoke it and make another.</source>
            <translation>中枢未保存该链接：请撤销后另发。</translation>
        </message>
        <message>
            <source>The output's seat is not connected.</source>
            <translation>该大屏输出的席位未连接。</translation>
        </message>
        <message>
            <source>There is no such step from its present status.</source>
            <translation>当前状态没有这一步骤。</translation>
        </message>
        <message>
            <source>This step is taken by merging.</source>
            <translation>此步骤须通过并案完成。</translation>
        </message>
        <message>
            <source>This step is taken by reopening.</source>
            <translation>此步骤须通过重新立案完成。</translation>
        </message>
        <message>
            <source>The incident is over: reopen it first.</source>
            <translation>事件已结束：请先重新立案。</translation>
        </message>
        <message>
            <source>The incident is not over.</source>
            <translation>事件尚未结束。</translation>
        </message>
        <message>
            <source>Incidents below this one are still open: close them first.</source>
            <translation>下级事件尚未办结：请先结案。</translation>
        </message>
        <message>
            <source>Somebody has withdrawn it already.</source>
            <translation>已有人撤回。</translation>
        </message>
        <message>
            <source>Somebody still has a task of it: it is answered or withdrawn first.</source>
            <translation>仍有未完成的任务：请先答复或撤回。</translation>
        </message>
        <message>
            <source>It has this level already.</source>
            <translation>已是该级别。</translation>
        </message>
        <message>
            <source>An incident cannot go into itself.</source>
            <translation>事件不能并入自身。</translation>
        </message>
        <message>
            <source>A drill and a real incident do not belong together.</source>
            <translation>演练与真实事件不能混在一起。</translation>
        </message>
        <message>
            <source>A graver incident does not go into a lighter one: merge in reverse.</source>
            <translation>较重事件不能并入较轻事件：请反向并案。</translation>
        </message>
        <message>
            <source>It would be above and below itself.</source>
            <translation>会造成上下级循环。</translation>
        </message>
        <message>
            <source>A reason is needed.</source>
            <translation>须填写理由。</translation>
        </message>
        <message>
            <source>The time is not earlier than the one that stands.</source>
            <translation>该时间不早于现有时间。</translation>
        </message>
        <message>
            <source>It cannot have been received before it occurred.</source>
            <translation>接报不能早于事发。</translation>
        </message>
        <message>
            <source>It was reopened: the first result stands.</source>
            <translation>已重新立案：首轮结果不变。</translation>
        </message>
        <message>
            <source>Nothing waits to be confirmed any more.</source>
            <translation>已没有待确认的提议。</translation>
        </message>
        <message>
            <source>A second person has to confirm this.</source>
            <translation>须由第二人确认。</translation>
        </message>
        <message>
            <source>The clock had not started then.</source>
            <translation>当时时钟尚未开始。</translation>
        </message>
        <message>
            <source>The clock has stopped already.</source>
            <translation>时钟已停止。</translation>
        </message>
        <message>
            <source>The clock's result stands: its cycle or its incident is over.</source>
            <translation>时钟结果已定：该轮或该事件已结束。</translation>
        </message>
        <message>
            <source>You have excluded it for this reason already.</source>
            <translation>您已按此原因剔除过。</translation>
        </message>
        <message>
            <source>Another reason needs a note that says which.</source>
            <translation>选择其他原因时须备注说明。</translation>
        </message>
        <message>
            <source>The first report is the initial one.</source>
            <translation>第一份报告须为首报。</translation>
        </message>
        <message>
            <source>The initial report is written already: correct it or write an update.</source>
            <translation>首报已有：请更正或撰写续报。</translation>
        </message>
        <message>
            <source>The final report is written already: correct it.</source>
            <translation>终报已有：请更正。</translation>
        </message>
        <message>
            <source>The task has been answered or withdrawn already.</source>
            <translation>任务已答复或已撤回。</translation>
        </message>
        <message>
            <source>This is not a picture that the hub takes: JPEG, PNG or WebP.</source>
            <translation>中枢只接受 JPEG、PNG 或 WebP 图片。</translation>
        </message>
        <message>
            <source>The picture is of another kind than it says.</source>
            <translation>图片格式与所称不符。</translation>
        </message>
        <message>
            <source>The file of this picture is gone from the hub or is not what it was.</source>
            <translation>中枢上的图片文件已丢失或已改变。</translation>
        </message>
        <message>
            <source>Too many cameras wait for a look: try again in a moment.</source>
            <translation>等待巡检的摄像机太多，请稍后再试。</translation>
        </message>
        <message>
            <source>This hub looks at no cameras by itself.</source>
            <translation>本中枢不做自动巡检。</translation>
        </message>
        <message>
            <source>There is no such report to correct.</source>
            <translation>没有可更正的该报告。</translation>
        </message>
    </context>
    <context>
        <name>RehearsalPanel</name>
        <message>
            <source>Try it for</source>
            <translation>推演对象</translation>
        </message>
        <message>
            <source>an incident of the plan</source>
            <translation>预案对应的事件</translation>
        </message>
        <message>
            <source>Ask again (Ctrl+R)</source>
            <translation>重新查询（Ctrl+R）</translation>
        </message>
        <message>
            <source>What would happen now</source>
            <translation>此刻推演</translation>
        </message>
    </context>
    <context>
        <name>ReopenDialog</name>
        <message>
            <source>Reopen the incident</source>
            <translation>重新立案</translation>
        </message>
        <message>
            <source>Reopen</source>
            <translation>重新立案</translation>
        </message>
        <message>
            <source>New clocks start now. Every result so far stands.</source>
            <translation>新时钟从现在开始。此前结果不变。</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
    </context>
    <context>
        <name>ReportDialog</name>
        <message>
            <source>Write a report</source>
            <translation>撰写报告</translation>
        </message>
        <message>
            <source>Send the report</source>
            <translation>发送报告</translation>
        </message>
        <message>
            <source>Ctrl+Enter sends it. Esc keeps what was typed.</source>
            <translation>Ctrl+Enter 发送，Esc 保留已输入内容。</translation>
        </message>
        <message>
            <source>Correct {0} no. {1}</source>
            <translation>更正第 {1} 号{0}</translation>
        </message>
        <message>
            <source>Send the correction</source>
            <translation>发送更正</translation>
        </message>
        <message>
            <source>The revision before it is kept and stays visible.</source>
            <translation>此前版本保留可见。</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <source>Casualties</source>
            <translation>伤亡</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>正文</translation>
        </message>
    </context>
    <context>
        <name>ReportForm</name>
        <message>
            <source>Report an incident</source>
            <translation>报告事件</translation>
        </message>
        <message>
            <source>A few words: fire in a shopping centre</source>
            <translation>几个字即可：商场火情</translation>
        </message>
        <message>
            <source>Name, telephone</source>
            <translation>姓名、电话</translation>
        </message>
        <message>
            <source>14:05 or 11-22 14:05, Beijing time; empty: unknown</source>
            <translation>14:05 或 11-22 14:05，北京时间；留空为未知</translation>
        </message>
        <message>
            <source>This is a drill</source>
            <translation>这是演练</translation>
        </message>
        <message>
            <source>Drill</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>Reporting…</source>
            <translation>正在报告…</translation>
        </message>
        <message>
            <source>What happened? A few words are enough.</source>
            <translation>发生了什么？简单几个字即可。</translation>
        </message>
        <message>
            <source>Tick at least one class.</source>
            <translation>请至少勾选一个类别。</translation>
        </message>
        <message>
            <source>Not sent yet: see the words beside the fields.</source>
            <translation>尚未发送：请看各栏旁的说明。</translation>
        </message>
        <message>
            <source>The time is not readable: write 14:05 or 11-22 14:05.</source>
            <translation>时间无法识别：请写 14:05 或 11-22 14:05。</translation>
        </message>
        <message>
            <source>{0} has not come yet.</source>
            <translation>{0} 还没有到。</translation>
        </message>
        <message>
            <source>What</source>
            <translation>何事</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>何地</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Casualties</source>
            <translation>伤亡</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>Reporter</source>
            <translation>报告人</translation>
        </message>
        <message>
            <source>Occurred at</source>
            <translation>事发时间</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Report (Enter)</source>
            <translation>报告 (Enter)</translation>
        </message>
        <message>
            <source>Keep as a draft (Esc)</source>
            <translation>保留草稿 (Esc)</translation>
        </message>
        <message>
            <source>Empty the form</source>
            <translation>清空</translation>
        </message>
    </context>
    <context>
        <name>ReportsSection</name>
        <message>
            <source>Reports</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Write…</source>
            <translation>撰写…</translation>
        </message>
        <message>
            <source>No report is written yet.</source>
            <translation>还没有报告。</translation>
        </message>
        <message>
            <source>{0} no. {1}</source>
            <translation>第 {1} 号{0}</translation>
        </message>
        <message>
            <source>Correct…</source>
            <translation>更正…</translation>
        </message>
        <message>
            <source>Earlier revisions: {0}</source>
            <translation>此前版本：{0}</translation>
        </message>
        <message>
            <source>revision {0}</source>
            <translation>第 {0} 版</translation>
        </message>
    </context>
    <context>
        <name>ResponseSection</name>
        <message>
            <source>Response</source>
            <translation>响应</translation>
        </message>
        <message>
            <source>Put it on the wall</source>
            <translation>上墙</translation>
        </message>
        <message>
            <source>Show {0} more steps</source>
            <translation>再显示 {0} 步</translation>
        </message>
        <message>
            <source>taken back {0} by {1}</source>
            <translation>{0} 由{1}撤回</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤回</translation>
        </message>
        <message>
            <source>Undo: {0}</source>
            <translation>撤回：{0}</translation>
        </message>
        <message>
            <source>Cameras: {0} taken, {1} left out</source>
            <translation>摄像机：选用 {0} 个，未用 {1} 个</translation>
        </message>
        <message>
            <source>{0} on the wall {1}</source>
            <translation>{0} 在墙上 {1}</translation>
        </message>
    </context>
    <context>
        <name>ResponseWords</name>
        <message>
            <source>Dark around the place: black pictures stay, other cameras would be black too</source>
            <translation>现场周围一片漆黑：黑画面保留，换别的摄像机也是黑的</translation>
        </message>
        <message>
            <source>{0}: {1}. There is no other camera for its tile</source>
            <translation>{0}：{1}。没有其他摄像机可用于该窗格</translation>
        </message>
        <message>
            <source>Scene on output {0}</source>
            <translation>场景已上大屏输出 {0}</translation>
        </message>
        <message>
            <source>Scene proposed for output {0}</source>
            <translation>建议场景上大屏输出 {0}</translation>
        </message>
        <message>
            <source>Output {0} did not take the scene: {1}</source>
            <translation>大屏输出 {0} 未接受场景：{1}</translation>
        </message>
        <message>
            <source>Rung: {0}</source>
            <translation>呼叫：{0}</translation>
        </message>
        <message>
            <source>Deputy rung: {0}. Who is in sends neither sound nor picture</source>
            <translation>已呼叫替补：{0}。已入会的人既无声音也无画面</translation>
        </message>
        <message>
            <source>In, but without sound or picture, and no deputy to ring: {0}</source>
            <translation>已入会但无声音无画面，且无替补可呼叫：{0}</translation>
        </message>
        <message>
            <source>Nobody to ring for: {0}</source>
            <translation>无人可呼叫：{0}</translation>
        </message>
        <message>
            <source>Links for phones issued: {0}</source>
            <translation>已发手机链接：{0}</translation>
        </message>
        <message>
            <source>no SMS: {0}</source>
            <translation>未发短信：{0}</translation>
        </message>
        <message>
            <source>Facts corrected: the answer stays the same</source>
            <translation>事实已更正：处置安排不变</translation>
        </message>
        <message>
            <source>Facts corrected: answered anew</source>
            <translation>事实已更正：按新情况重新安排</translation>
        </message>
        <message>
            <source>{0} replaced by {1}: {2}</source>
            <translation>{0} 由 {1} 替换：{2}</translation>
        </message>
        <message>
            <source>Scene moved to output {0}: a wall is connected now</source>
            <translation>场景已移至输出 {0}：大屏已接入</translation>
        </message>
        <message>
            <source>Scene moved to output {0}: the one before is offline</source>
            <translation>场景移至大屏输出 {0}：原输出离线</translation>
        </message>
        <message>
            <source>Output {0} could not be given back: {1}</source>
            <translation>大屏输出 {0} 未能恢复：{1}</translation>
        </message>
        <message>
            <source>Output {0} was given back</source>
            <translation>大屏输出 {0} 已恢复原画面</translation>
        </message>
        <message>
            <source>Scene {0} of the plan: {1}. One is built instead</source>
            <translation>预案场景“{0}”：{1}，已改为自动生成</translation>
        </message>
        <message>
            <source>Scene {0} of the plan: {1}</source>
            <translation>预案场景“{0}”：{1}</translation>
        </message>
        <message>
            <source>{0} within {1}</source>
            <translation>{1} 内 {0} 个</translation>
        </message>
        <message>
            <source>{0} of {1} within {2} usable</source>
            <translation>{2} 内 {1} 个，可用 {0} 个</translation>
        </message>
        <message>
            <source>{0}, indoors only</source>
            <translation>{0}，均在室内</translation>
        </message>
        <message>
            <source>{0}, {1} of them indoors</source>
            <translation>{0}，其中 {1} 个在室内</translation>
        </message>
        <message>
            <source>named by the plan</source>
            <translation>预案指定</translation>
        </message>
        <message>
            <source>faces the place</source>
            <translation>朝向现场</translation>
        </message>
        <message>
            <source>looks elsewhere</source>
            <translation>朝向他处</translation>
        </message>
        <message>
            <source>indoors</source>
            <translation>室内</translation>
        </message>
        <message>
            <source>{0} since {1}</source>
            <translation>自 {1} {0}</translation>
        </message>
        <message>
            <source>{0} m</source>
            <translation>{0} 米</translation>
        </message>
        <message>
            <source>{0} km</source>
            <translation>{0} 公里</translation>
        </message>
        <message>
            <source>{0} ({1})</source>
            <translation>{0}（{1}）</translation>
        </message>
        <message>
            <source>{0}, with its scene {1}</source>
            <translation>{0}，采用预案场景“{1}”</translation>
        </message>
        <message>
            <source>Several plans fit equally well and count together</source>
            <translation>多个预案同等匹配，一并生效</translation>
        </message>
        <message>
            <source>{0}: {1}</source>
            <translation>{0}：{1}</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Plan matched: {0}</source>
            <translation>匹配预案：{0}</translation>
        </message>
        <message>
            <source>Plan matched</source>
            <translation>已匹配预案</translation>
        </message>
        <message>
            <source>Cameras chosen</source>
            <translation>已选摄像机</translation>
        </message>
        <message>
            <source>Cameras chosen: {0}</source>
            <translation>已选摄像机：{0}</translation>
        </message>
        <message>
            <source>none within {0}</source>
            <translation>{0} 内没有</translation>
        </message>
        <message>
            <source>none of {0} within {1} usable</source>
            <translation>{1} 内 {0} 个均不可用</translation>
        </message>
        <message>
            <source>healthy {0} ago</source>
            <translation>{0}前正常</translation>
        </message>
        <message>
            <source>No plan fits</source>
            <translation>没有匹配的预案</translation>
        </message>
        <message>
            <source>No camera can show the place</source>
            <translation>没有摄像机能看到该地点</translation>
        </message>
        <message>
            <source>No output is free for the scene</source>
            <translation>没有空闲的大屏输出</translation>
        </message>
        <message>
            <source>Conference opened</source>
            <translation>会议已开启</translation>
        </message>
        <message>
            <source>Links for phones issued</source>
            <translation>已签发手机链接</translation>
        </message>
        <message>
            <source>Checklist started</source>
            <translation>检查单已启动</translation>
        </message>
        <message>
            <source>another incident is shown there</source>
            <translation>正显示其他事件</translation>
        </message>
        <message>
            <source>there is no picture to show yet</source>
            <translation>暂无可显示的画面</translation>
        </message>
        <message>
            <source>it is gone</source>
            <translation>已不存在</translation>
        </message>
        <message>
            <source>it cannot be read</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <source>the output's unit may not see it</source>
            <translation>该输出所属单位无权查看</translation>
        </message>
        <message>
            <source>not looked at</source>
            <translation>尚未巡检</translation>
        </message>
        <message>
            <source>healthy</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>black picture</source>
            <translation>黑屏</translation>
        </message>
        <message>
            <source>frozen picture</source>
            <translation>画面冻结</translation>
        </message>
        <message>
            <source>no-signal card</source>
            <translation>无信号画面</translation>
        </message>
        <message>
            <source>offline</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>live on a wall</source>
            <translation>大屏实时</translation>
        </message>
        <message>
            <source>not looked at lately</source>
            <translation>近期未巡检</translation>
        </message>
        <message>
            <source>out of order</source>
            <translation>故障</translation>
        </message>
        <message>
            <source>not registered any more</source>
            <translation>已不再登记</translation>
        </message>
        <message>
            <source>no tile left</source>
            <translation>没有窗格</translation>
        </message>
        <message>
            <source>it is offline</source>
            <translation>已离线</translation>
        </message>
        <message>
            <source>another seat serves it</source>
            <translation>由其他席位提供</translation>
        </message>
        <message>
            <source>its unit may not see a camera of it</source>
            <translation>其单位无权查看其中的摄像机</translation>
        </message>
        <message>
            <source>not permitted</source>
            <translation>无权限</translation>
        </message>
    </context>
    <context>
        <name>RingSheet</name>
        <message>
            <source>Somebody rings</source>
            <translation>来电</translation>
        </message>
        <message>
            <source>Reason, if you cannot come</source>
            <translation>不能参会的原因</translation>
        </message>
        <message>
            <source>Accept (F3)</source>
            <translation>接受 (F3)</translation>
        </message>
        <message>
            <source>By phone (Ctrl+F3)</source>
            <translation>电话加入 (Ctrl+F3)</translation>
        </message>
        <message>
            <source>Decline (Shift+F3)</source>
            <translation>拒绝 (Shift+F3)</translation>
        </message>
        <message>
            <source>Quiet until the next ring</source>
            <translation>下次呼叫前静音</translation>
        </message>
        <message>
            <source>{0} rings</source>
            <translation>{0} 呼叫</translation>
        </message>
        <message>
            <source>You are rung</source>
            <translation>正在呼叫您</translation>
        </message>
        <message>
            <source>Drill: {0}</source>
            <translation>演练：{0}</translation>
        </message>
        <message>
            <source>You are needed as {0}</source>
            <translation>请以{0}身份参会</translation>
        </message>
        <message>
            <source>{0} more ring</source>
            <translation>另有 {0} 个呼叫</translation>
        </message>
    </context>
    <context>
        <name>RoomActions</name>
        <message>
            <source>Unlock the room</source>
            <translation>解锁会议室</translation>
        </message>
        <message>
            <source>Lock the room: nobody new comes in</source>
            <translation>锁定会议室：不再准入新人</translation>
        </message>
        <message>
            <source>Let links straight in</source>
            <translation>链接直接进入</translation>
        </message>
        <message>
            <source>Have links wait at the door</source>
            <translation>链接在门外等候</translation>
        </message>
        <message>
            <source>Ring</source>
            <translation>呼叫</translation>
        </message>
        <message>
            <source>Link for a phone…</source>
            <translation>手机链接…</translation>
        </message>
        <message>
            <source>End the conference for everybody</source>
            <translation>结束全体会议</translation>
        </message>
        <message>
            <source>Ring again</source>
            <translation>再次呼叫</translation>
        </message>
        <message>
            <source>Not needed</source>
            <translation>无需参会</translation>
        </message>
        <message>
            <source>Camera {0}</source>
            <translation>摄像机 {0}</translation>
        </message>
        <message>
            <source>A camera: select it in the tree first</source>
            <translation>摄像机：请先在目录树中选择</translation>
        </message>
        <message>
            <source>Share it no more</source>
            <translation>停止共享</translation>
        </message>
    </context>
    <context>
        <name>RoomsList</name>
        <message>
            <source>Conferences</source>
            <translation>会议</translation>
        </message>
        <message>
            <source>No conference is on. Open one on the page of an incident.</source>
            <translation>当前没有会议。请在事件页面开启。</translation>
        </message>
        <message>
            <source>open for {0}</source>
            <translation>已开 {0}</translation>
        </message>
        <message>
            <source>nobody is in</source>
            <translation>无人在会</translation>
        </message>
        <message>
            <source>Join…</source>
            <translation>加入…</translation>
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
        <name>ScoreSheetDialog</name>
        <message>
            <source>Score sheet: {0}</source>
            <translation>评分表：{0}</translation>
        </message>
        <message>
            <source>Export (CSV)…</source>
            <translation>导出 (CSV)…</translation>
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
            <source>Drill</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>{0} of {1} targets met</source>
            <translation>达标 {0}/{1}</translation>
        </message>
        <message>
            <source>From the report</source>
            <translation>自报告起</translation>
        </message>
        <message>
            <source>Took</source>
            <translation>用时</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>Sources that the loop replaced by itself: {0}</source>
            <translation>自动替换的画面：{0}</translation>
        </message>
        <message>
            <source>met</source>
            <translation>达标</translation>
        </message>
        <message>
            <source>missed</source>
            <translation>未达标</translation>
        </message>
        <message>
            <source>Required role</source>
            <translation>必需角色</translation>
        </message>
        <message>
            <source>Rung</source>
            <translation>呼叫</translation>
        </message>
        <message>
            <source>Answered</source>
            <translation>应答</translation>
        </message>
        <message>
            <source>Joined</source>
            <translation>加入</translation>
        </message>
        <message>
            <source>Picture or sound</source>
            <translation>画面或声音</translation>
        </message>
        <message>
            <source>not there</source>
            <translation>未到</translation>
        </message>
        <message>
            <source>deputy</source>
            <translation>替补</translation>
        </message>
        <message>
            <source>{0:.1f} s</source>
            <translation>{0:.1f} 秒</translation>
        </message>
        <message>
            <source>Export the score sheet</source>
            <translation>导出评分表</translation>
        </message>
    </context>
    <context>
        <name>Seat</name>
        <message>
            <source>Camera {0} is not in the list any more</source>
            <translation>摄像机 {0} 已不在列表中</translation>
        </message>
        <message>
            <source>Somebody of a conference</source>
            <translation>会议参与者</translation>
        </message>
    </context>
    <context>
        <name>SeatDevices</name>
        <message>
            <source>Devices</source>
            <translation>设备</translation>
        </message>
        <message>
            <source>Stop sharing</source>
            <translation>停止共享</translation>
        </message>
        <message>
            <source>Screens cannot be shared: a library of the system is missing</source>
            <translation>无法共享屏幕：缺少系统库</translation>
        </message>
        <message>
            <source>Screen {0}</source>
            <translation>屏幕 {0}</translation>
        </message>
        <message>
            <source>The screen</source>
            <translation>屏幕</translation>
        </message>
        <message>
            <source>Wall output {0}</source>
            <translation>大屏输出 {0}</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
    </context>
    <context>
        <name>SeatPages</name>
        <message>
            <source>Waiting for the hub…</source>
            <translation>正在等待中枢…</translation>
        </message>
        <message>
            <source>Your role does not see the plans.</source>
            <translation>您的角色不能查看预案。</translation>
        </message>
        <message>
            <source>Your role does not see the cameras.</source>
            <translation>您的角色不能查看摄像机。</translation>
        </message>
        <message>
            <source>Your role is in no conference.</source>
            <translation>您的角色不参加会议。</translation>
        </message>
        <message>
            <source>Your role leads no incident.</source>
            <translation>您的角色不指挥事件。</translation>
        </message>
        <message>
            <source>Your role does not see the statistics.</source>
            <translation>您的角色无权查看统计。</translation>
        </message>
    </context>
    <context>
        <name>Sending</name>
        <message>
            <source>Somebody else has changed this meanwhile, and it could not be loaded again. Try again.</source>
            <translation>期间他人已修改，且未能重新加载。请重试。</translation>
        </message>
        <message>
            <source>Somebody else has changed this meanwhile. Look at it and send it again.</source>
            <translation>期间他人已修改。请核对后再次发送。</translation>
        </message>
        <message>
            <source>Meanwhile {0} changed {1}. Look at it and send it again.</source>
            <translation>期间 {0} 修改了：{1}。请核对后再次发送。</translation>
        </message>
        <message>
            <source>somebody else</source>
            <translation>他人</translation>
        </message>
    </context>
    <context>
        <name>ShareDialog</name>
        <message>
            <source>Share the incident</source>
            <translation>共享事件</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>共享</translation>
        </message>
        <message>
            <source>A unit with which it is shared can read it and answer tasks.</source>
            <translation>被共享单位可以查看并答复任务。</translation>
        </message>
        <message>
            <source>Name or pinyin</source>
            <translation>名称或拼音</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>单位</translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message>
            <source>Not in time, by unit</source>
            <translation>各单位超时次数</translation>
        </message>
        <message>
            <source>In time, by level and class</source>
            <translation>各等级、类别按时率</translation>
        </message>
        <message>
            <source>Beside the figures</source>
            <translation>另行列明</translation>
        </message>
        <message>
            <source>As of {0}</source>
            <translation>统计时刻 {0}</translation>
        </message>
        <message>
            <source>video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>conference</source>
            <translation>会议</translation>
        </message>
    </context>
    <context>
        <name>SimilarIncidents</name>
        <message>
            <source>and {0} more</source>
            <translation>另有 {0} 件</translation>
        </message>
        <message>
            <source>{0} m away</source>
            <translation>相距 {0} 米</translation>
        </message>
        <message>
            <source>received {0} ago</source>
            <translation>{0}前接报</translation>
        </message>
        <message>
            <source>Look at it</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>⚠ Perhaps the same: {0} {1}</source>
            <translation>⚠ 疑似同一事件：{0} {1}</translation>
        </message>
    </context>
    <context>
        <name>Stage</name>
        <message>
            <source>Screen of {0}</source>
            <translation>{0} 的屏幕</translation>
        </message>
        <message>
            <source>on the wall</source>
            <translation>已上墙</translation>
        </message>
        <message>
            <source>Ringing {0}</source>
            <translation>呼叫中 {0}</translation>
        </message>
        <message>
            <source>Coming</source>
            <translation>即将加入</translation>
        </message>
        <message>
            <source>Reconnecting</source>
            <translation>重连中</translation>
        </message>
        <message>
            <source>Camera off</source>
            <translation>摄像头已关</translation>
        </message>
    </context>
    <context>
        <name>Statistics</name>
        <message>
            <source>{0} %</source>
            <translation>{0}%</translation>
        </message>
        <message>
            <source>{0}–{1} %</source>
            <translation>{0}–{1}%</translation>
        </message>
        <message>
            <source>never</source>
            <translation>未达到</translation>
        </message>
        <message>
            <source>{0} of {1} in time: {2}</source>
            <translation>{1} 起中 {0} 起按时：{2}</translation>
        </message>
        <message>
            <source>95 % interval: {0}</source>
            <translation>95% 置信区间：{0}</translation>
        </message>
        <message>
            <source>P50 {0} · P90 {1}</source>
            <translation>P50 {0} · P90 {1}</translation>
        </message>
        <message>
            <source>stopped by hand: {0}</source>
            <translation>人工停表：{0}</translation>
        </message>
        <message>
            <source>excluded: {0}</source>
            <translation>已排除：{0}</translation>
        </message>
        <message>
            <source>{0} to {1}</source>
            <translation>{0} 至 {1}</translation>
        </message>
        <message>
            <source>drills</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>real incidents</source>
            <translation>真实事件</translation>
        </message>
        <message>
            <source>all units</source>
            <translation>全部单位</translation>
        </message>
        <message>
            <source>all classes</source>
            <translation>全部类别</translation>
        </message>
        <message>
            <source>all levels</source>
            <translation>全部等级</translation>
        </message>
        <message>
            <source>{0} version {1}</source>
            <translation>{0}第 {1} 版</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Policies: {0}</source>
            <translation>时限政策：{0}</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
    </context>
    <context>
        <name>StatisticsFailure</name>
        <message>
            <source>The hub has not answered since {0}. Next try at {1}.</source>
            <translation>中枢自 {0} 起无应答，将于 {1} 重试。</translation>
        </message>
        <message>
            <source>The session is over: log in again.</source>
            <translation>会话已结束，请重新登录。</translation>
        </message>
        <message>
            <source>Your role or unit does not allow this.</source>
            <translation>您的角色或单位无此权限。</translation>
        </message>
        <message>
            <source>The hub cannot reach its database at the moment.</source>
            <translation>中枢暂时无法访问数据库。</translation>
        </message>
        <message>
            <source>The hub's disk is full: an export is written into its log first.</source>
            <translation>中枢磁盘已满：导出须先记入日志。</translation>
        </message>
        <message>
            <source>The hub is busy. Try again in a moment.</source>
            <translation>中枢繁忙，请稍后再试。</translation>
        </message>
        <message>
            <source>The hub failed on this and has written it into its log.</source>
            <translation>中枢处理出错，已记入其日志。</translation>
        </message>
        <message>
            <source>The hub is of another version than this program.</source>
            <translation>中枢与本程序版本不一致。</translation>
        </message>
    </context>
    <context>
        <name>StatisticsPage</name>
        <message>
            <source>Try again now</source>
            <translation>立即重试</translation>
        </message>
        <message>
            <source>{0} The figures below are those of {1}.</source>
            <translation>{0}以下为 {1} 的数据。</translation>
        </message>
        <message>
            <source>Asking the hub for the samples…</source>
            <translation>正在向中枢查询样本…</translation>
        </message>
        <message>
            <source>No drill in this choice. Take a longer period or all units.</source>
            <translation>所选范围内没有演练。请放宽时间或选择全部单位。</translation>
        </message>
        <message>
            <source>Real incidents in it: {0}; switch drills off to see them.</source>
            <translation>其中有真实事件 {0} 起，关闭“演练”即可查看。</translation>
        </message>
        <message>
            <source>No incident in this choice. Take a longer period or all units.</source>
            <translation>所选范围内没有事件。请放宽时间或选择全部单位。</translation>
        </message>
        <message>
            <source>Drills in it: {0}; switch to drills to see them.</source>
            <translation>其中有演练 {0} 起，打开“演练”即可查看。</translation>
        </message>
        <message>
            <source>Ask again (Ctrl+R)</source>
            <translation>重新查询（Ctrl+R）</translation>
        </message>
    </context>
    <context>
        <name>StatisticsTables</name>
        <message>
            <source>Video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Conference</source>
            <translation>会议</translation>
        </message>
        <message>
            <source>Stopped by hand, counted</source>
            <translation>人工停表（计入）</translation>
        </message>
        <message>
            <source>Still running, not counted</source>
            <translation>仍在计时（不计入）</translation>
        </message>
        <message>
            <source>Excluded, not counted</source>
            <translation>已排除（不计入）</translation>
        </message>
        <message>
            <source>Real incidents, apart</source>
            <translation>真实事件（另计）</translation>
        </message>
        <message>
            <source>Drills, apart</source>
            <translation>演练（另计）</translation>
        </message>
        <message>
            <source>{0} of {1}</source>
            <translation>{0} / {1} 起</translation>
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
        <name>StopClockDialog</name>
        <message>
            <source>Stop the clock {0} by hand</source>
            <translation>人工停止时钟“{0}”</translation>
        </message>
        <message>
            <source>Stop by hand</source>
            <translation>人工停止</translation>
        </message>
        <message>
            <source>Evidence stops it by itself. By hand it is shown and printed as stopped by hand.</source>
            <translation>有证据时会自动停止。人工停止将显示并打印为“人工”。</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
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
            <source>Not in the room</source>
            <translation>不在会议室</translation>
        </message>
        <message>
            <source>Camera off</source>
            <translation>摄像头已关</translation>
        </message>
        <message>
            <source>Voice only</source>
            <translation>仅语音</translation>
        </message>
        <message>
            <source>Shares nothing now</source>
            <translation>当前未共享</translation>
        </message>
        <message>
            <source>Awaited at the scene</source>
            <translation>等待现场接入</translation>
        </message>
        <message>
            <source>First responder</source>
            <translation>首位现场人员</translation>
        </message>
        <message>
            <source>Responder {0}</source>
            <translation>现场人员 {0}</translation>
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
        <name>TaskLine</name>
        <message>
            <source>As decided</source>
            <translation>同决定</translation>
        </message>
    </context>
    <context>
        <name>TasksSection</name>
        <message>
            <source>Tasks</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>Give a task…</source>
            <translation>派遣任务…</translation>
        </message>
        <message>
            <source>Nobody has a task yet.</source>
            <translation>还没有派遣任务。</translation>
        </message>
        <message>
            <source>Decision: {0}</source>
            <translation>决定：{0}</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>时限</translation>
        </message>
        <message>
            <source>Given {0} by {1}</source>
            <translation>{0} 由 {1} 派遣</translation>
        </message>
        <message>
            <source>Decided {0} by {1}</source>
            <translation>{1} 于 {0} 决定</translation>
        </message>
        <message>
            <source>due {0}</source>
            <translation>时限 {0}</translation>
        </message>
        <message>
            <source>acknowledged {0} by {1}</source>
            <translation>{0} 由 {1} 签收</translation>
        </message>
        <message>
            <source>done {0}</source>
            <translation>{0} 完成</translation>
        </message>
        <message>
            <source>Answer: {0}</source>
            <translation>答复：{0}</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Done…</source>
            <translation>完成…</translation>
        </message>
        <message>
            <source>Decline…</source>
            <translation>退回…</translation>
        </message>
        <message>
            <source>Withdraw…</source>
            <translation>撤回…</translation>
        </message>
    </context>
    <context>
        <name>Timeline</name>
        <message>
            <source>Timeline</source>
            <translation>时间线</translation>
        </message>
        <message>
            <source>Write something down…</source>
            <translation>记录情况…</translation>
        </message>
        <message>
            <source>Write something down</source>
            <translation>记录情况</translation>
        </message>
        <message>
            <source>Write down</source>
            <translation>记录</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Waiting for the timeline…</source>
            <translation>正在等待时间线…</translation>
        </message>
        <message>
            <source>Nothing is written down yet.</source>
            <translation>还没有记录。</translation>
        </message>
        <message>
            <source>The hub did not bring the timeline. It comes when the link is back.</source>
            <translation>中枢未返回时间线，连接恢复后自动显示。</translation>
        </message>
    </context>
    <context>
        <name>TimelineDelegate</name>
        <message>
            <source>Loading the picture…</source>
            <translation>正在加载图片…</translation>
        </message>
        <message>
            <source>The picture could not be loaded</source>
            <translation>图片无法加载</translation>
        </message>
    </context>
    <context>
        <name>TimelineWords</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Reported: {0}</source>
            <translation>报告：{0}</translation>
        </message>
        <message>
            <source>Status: {0} → {1}</source>
            <translation>状态：{0} → {1}</translation>
        </message>
        <message>
            <source>title</source>
            <translation>标题</translation>
        </message>
        <message>
            <source>class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>casualties</source>
            <translation>伤亡</translation>
        </message>
        <message>
            <source>description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>reporter</source>
            <translation>报告人</translation>
        </message>
        <message>
            <source>time of occurrence</source>
            <translation>事发时间</translation>
        </message>
        <message>
            <source>Facts changed</source>
            <translation>修改事实</translation>
        </message>
        <message>
            <source>Level: {0} → {1}</source>
            <translation>级别：{0} → {1}</translation>
        </message>
        <message>
            <source>Shared with {0}</source>
            <translation>共享给 {0}</translation>
        </message>
        <message>
            <source>Shared with nobody any more</source>
            <translation>取消全部共享</translation>
        </message>
        <message>
            <source>Went into {0}</source>
            <translation>并入 {0}</translation>
        </message>
        <message>
            <source>{0} went into this one</source>
            <translation>{0} 并入本事件</translation>
        </message>
        <message>
            <source>Put under {0}</source>
            <translation>归入 {0}</translation>
        </message>
        <message>
            <source>Put under no other incident any more</source>
            <translation>不再归入其他事件</translation>
        </message>
        <message>
            <source>Earlier time of receipt proposed: {0}</source>
            <translation>提议更早接报时间：{0}</translation>
        </message>
        <message>
            <source>Earlier time of receipt confirmed: {0}</source>
            <translation>确认更早接报时间：{0}</translation>
        </message>
        <message>
            <source>Task for {0}</source>
            <translation>派遣任务：{0}</translation>
        </message>
        <message>
            <source>Decision withdrawn: {0}</source>
            <translation>决定已撤回：{0}</translation>
        </message>
        <message>
            <source>Task of {0}: {1}</source>
            <translation>{0} 的任务：{1}</translation>
        </message>
        <message>
            <source>{0} no. {1} corrected, revision {2}</source>
            <translation>更正第 {1} 号{0}，第 {2} 版</translation>
        </message>
        <message>
            <source>{0} no. {1} written</source>
            <translation>撰写第 {1} 号{0}</translation>
        </message>
        <message>
            <source>Clock {0} started: {1}</source>
            <translation>时钟“{0}”开始：{1}</translation>
        </message>
        <message>
            <source>Clock {0} started</source>
            <translation>时钟“{0}”开始</translation>
        </message>
        <message>
            <source>Warning at {0} % of {1}: {2}</source>
            <translation>“{1}”已用 {0}%：通知{2}</translation>
        </message>
        <message>
            <source>Clock {0} stopped by hand</source>
            <translation>时钟“{0}”人工停止</translation>
        </message>
        <message>
            <source>Clock {0} stopped by evidence</source>
            <translation>时钟“{0}”由证据停止</translation>
        </message>
        <message>
            <source>Clock {0} fulfilled</source>
            <translation>时钟“{0}”已达成</translation>
        </message>
        <message>
            <source>Clock {0} excluded: {1}</source>
            <translation>时钟“{0}”剔除：{1}</translation>
        </message>
        <message>
            <source>Clock {0} has a tighter target: {1}</source>
            <translation>时钟“{0}”时限收紧：{1}</translation>
        </message>
        <message>
            <source>Clock {0} has a tighter target</source>
            <translation>时钟“{0}”时限收紧</translation>
        </message>
        <message>
            <source>Evidence refused</source>
            <translation>证据未采信</translation>
        </message>
        <message>
            <source>Evidence accepted</source>
            <translation>证据已采信</translation>
        </message>
        <message>
            <source>in a window beside the console</source>
            <translation>在控制台旁的窗口中</translation>
        </message>
        <message>
            <source>“It shows the scene”</source>
            <translation>“画面为现场”</translation>
        </message>
        <message>
            <source>“It does not show the scene”</source>
            <translation>“画面不是现场”</translation>
        </message>
        <message>
            <source>Rung: {0}</source>
            <translation>呼叫：{0}</translation>
        </message>
        <message>
            <source>{0} comes</source>
            <translation>{0} 将参会</translation>
        </message>
        <message>
            <source>{0} joins by phone</source>
            <translation>{0} 电话加入</translation>
        </message>
        <message>
            <source>{0} cannot come</source>
            <translation>{0} 不能参会</translation>
        </message>
        <message>
            <source>{0} is needed no more</source>
            <translation>{0} 无需参会</translation>
        </message>
        <message>
            <source>Link not sent to {0}</source>
            <translation>链接未能发送至 {0}</translation>
        </message>
        <message>
            <source>Link shown as a QR code</source>
            <translation>已出示链接二维码</translation>
        </message>
        <message>
            <source>Link copied</source>
            <translation>链接已复制</translation>
        </message>
        <message>
            <source>Link on its way to {0}</source>
            <translation>链接正发往 {0}</translation>
        </message>
        <message>
            <source>Link sent to {0}</source>
            <translation>链接已发送至 {0}</translation>
        </message>
        <message>
            <source>Taken off the wall</source>
            <translation>已从大屏撤下</translation>
        </message>
        <message>
            <source>Pushed to the wall</source>
            <translation>推送上墙</translation>
        </message>
        <message>
            <source>The wall has taken the push</source>
            <translation>大屏已接收推送</translation>
        </message>
        <message>
            <source>The wall shows the push</source>
            <translation>大屏已显示推送</translation>
        </message>
        <message>
            <source>The wall refused the push</source>
            <translation>大屏拒绝推送</translation>
        </message>
        <message>
            <source>The wall has answered the push</source>
            <translation>大屏已答复推送</translation>
        </message>
        <message>
            <source>revoked</source>
            <translation>已撤销</translation>
        </message>
        <message>
            <source>expired</source>
            <translation>已过期</translation>
        </message>
        <message>
            <source>used as often as it may be</source>
            <translation>已达使用次数</translation>
        </message>
        <message>
            <source>closed to further phones</source>
            <translation>不再放行新手机</translation>
        </message>
        <message>
            <source>the conference is over</source>
            <translation>会议已结束</translation>
        </message>
        <message>
            <source>A link was refused</source>
            <translation>链接被拒绝</translation>
        </message>
        <message>
            <source>{0} may speak again</source>
            <translation>{0} 可再次发言</translation>
        </message>
        <message>
            <source>{0} was muted</source>
            <translation>{0} 被静音</translation>
        </message>
        <message>
            <source>The hub answered the report</source>
            <translation>中枢已响应报告</translation>
        </message>
        <message>
            <source>A step of the hub was taken back</source>
            <translation>已撤回中枢的一个步骤</translation>
        </message>
        <message>
            <source>Ticked off</source>
            <translation>已勾选</translation>
        </message>
        <message>
            <source>Not done after all</source>
            <translation>改为未完成</translation>
        </message>
        <message>
            <source>Operating mode: {0}</source>
            <translation>运行状态：{0}</translation>
        </message>
        <message>
            <source>Camera {0}: {1}</source>
            <translation>摄像机 {0}：{1}</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Reopened</source>
            <translation>重新立案</translation>
        </message>
        <message>
            <source>Picture added</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <source>Decision</source>
            <translation>决定</translation>
        </message>
        <message>
            <source>Conference opened</source>
            <translation>会议已开启</translation>
        </message>
        <message>
            <source>Conference changed</source>
            <translation>会议已更改</translation>
        </message>
        <message>
            <source>Conference ended</source>
            <translation>会议已结束</translation>
        </message>
        <message>
            <source>Link for a phone issued</source>
            <translation>已签发手机链接</translation>
        </message>
        <message>
            <source>Link for a phone shown</source>
            <translation>已出示手机链接</translation>
        </message>
        <message>
            <source>Link revoked</source>
            <translation>链接已撤销</translation>
        </message>
        <message>
            <source>Link closed to further phones</source>
            <translation>链接不再放行新手机</translation>
        </message>
        <message>
            <source>{0} joined</source>
            <translation>{0} 已加入</translation>
        </message>
        <message>
            <source>{0} lost the line</source>
            <translation>{0} 断线</translation>
        </message>
        <message>
            <source>{0} is back</source>
            <translation>{0} 已恢复</translation>
        </message>
        <message>
            <source>{0} left</source>
            <translation>{0} 已离开</translation>
        </message>
        <message>
            <source>{0} was removed</source>
            <translation>{0} 被移出</translation>
        </message>
        <message>
            <source>Written in the conference</source>
            <translation>会议消息</translation>
        </message>
    </context>
    <context>
        <name>TitleBoxes</name>
        <message>
            <source>required</source>
            <translation>必需</translation>
        </message>
        <message>
            <source>invited</source>
            <translation>邀请</translation>
        </message>
        <message>
            <source>link</source>
            <translation>链接</translation>
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
        <name>UnitBars</name>
        <message>
            <source>Video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Conference</source>
            <translation>会议</translation>
        </message>
        <message>
            <source>and {0} more</source>
            <translation>另有 {0} 个</translation>
        </message>
    </context>
    <context>
        <name>UnmuteLine</name>
        <message>
            <source>Switch on</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>暂不</translation>
        </message>
        <message>
            <source>A host asks you to speak.</source>
            <translation>主持人请您发言。</translation>
        </message>
        <message>
            <source>A host asks to see your picture.</source>
            <translation>主持人请您打开画面。</translation>
        </message>
    </context>
    <context>
        <name>WallMirror</name>
        <message>
            <source>What the wall shows</source>
            <translation>大屏显示内容</translation>
        </message>
        <message>
            <source>not known now</source>
            <translation>现在情况不明</translation>
        </message>
        <message>
            <source>On the wall, not for this account to see</source>
            <translation>已上墙，此账号无权查看</translation>
        </message>
        <message>
            <source>On the wall: an address that stays at its seat</source>
            <translation>已上墙：仅限其坐席的地址</translation>
        </message>
        <message>
            <source>Awaited</source>
            <translation>等待接入</translation>
        </message>
        <message>
            <source>Pictures are off</source>
            <translation>画面已关闭</translation>
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
    <context>
        <name>WallPanel</name>
        <message>
            <source>Wall output</source>
            <translation>大屏输出</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>画面</translation>
        </message>
        <message>
            <source>Off: a poor link is spared, states and names stay</source>
            <translation>关闭可节省网络，状态和名称仍显示</translation>
        </message>
        <message>
            <source>Put on the wall…</source>
            <translation>推送上墙…</translation>
        </message>
        <message>
            <source>The incident's scene: {0}</source>
            <translation>事件场景：{0}</translation>
        </message>
        <message>
            <source>The hub has found no camera near it</source>
            <translation>中枢未在附近找到摄像机</translation>
        </message>
        <message>
            <source>Another scene</source>
            <translation>其他场景</translation>
        </message>
        <message>
            <source>Wall</source>
            <translation>大屏</translation>
        </message>
        <message>
            <source>No wall output is known to the hub.</source>
            <translation>中枢没有登记大屏输出。</translation>
        </message>
    </context>
    <context>
        <name>WeekPlot</name>
        <message>
            <source>Minutes by week</source>
            <translation>每周用时（分钟）</translation>
        </message>
        <message>
            <source>target {0}</source>
            <translation>目标 {0}</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Week from {0}</source>
            <translation>{0} 起的一周</translation>
        </message>
        <message>
            <source>{0}/{1}</source>
            <translation>{0}月{1}日</translation>
        </message>
    </context>
    <context>
        <name>WithdrawDialog</name>
        <message>
            <source>Withdraw the decision</source>
            <translation>撤回决定</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>撤回</translation>
        </message>
        <message>
            <source>Its tasks that are not done are withdrawn with it.</source>
            <translation>未完成的任务随之撤回。</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
    </context>
    <context>
        <name>_Code</name>
        <message>
            <source>QR code</source>
            <translation>二维码</translation>
        </message>
    </context>
</TS>
